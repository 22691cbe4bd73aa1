package blt4j.spark;

import org.apache.spark.sql.SparkSessionExtensions;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/** Gives every session the {@linkplain BltFunctions functions}: {@code spark.sql.extensions=blt4j.spark.BltExtensions}. */
public final class BltExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    /** Spark makes one. */
    public BltExtensions() {}

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        for (BltFunctions.Function function : BltFunctions.Function.values()) {
            extensions.injectFunction(new Tuple3<>(function.identifier(), function.info(), function.builder()));
        }
        return BoxedUnit.UNIT;
    }
}
