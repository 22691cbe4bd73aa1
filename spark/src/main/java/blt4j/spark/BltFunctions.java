package blt4j.spark;

import blt4j.BltException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.ObjectType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * SQL functions that tell entropies and patches of texts (strings, or bytes).
 *
 * <table>
 * <caption>The functions</caption>
 * <tr><td>{@code blt_entropies(text)}</td><td>{@code array<float>}: how hard each byte is to predict, in nats</td></tr>
 * <tr><td>{@code blt_patches(text[, rule[, numbers…]])}</td><td>{@code array<int>}: the sizes of patches, in bytes</td></tr>
 * <tr><td>{@code blt_bytes_per_patch(text[, rule[, numbers…]])}</td><td>{@code double}: their mean</td></tr>
 * <tr><td>{@code blt_bits_per_byte(text)}</td><td>{@code double}: how well the entropy model predicts the text</td></tr>
 * <tr><td>{@code blt_annotate(text[, rule[, numbers…]])}</td>
 *     <td>{@code struct<bytes, patch_lengths, entropies>}: all at once</td></tr>
 * </table>
 *
 * <p>Rules are {@code entropy}, {@code monotonic} (each with a threshold in nats), {@code both} (with a threshold and a
 * least rise), {@code static} (with a size in bytes), {@code space} and {@code byte}; without one, patches are as the model
 * was trained. The configuration {@value #MODEL} names the model, {@value #SEGMENT} and {@value #CONTEXT} how long texts
 * are read.
 */
public final class BltFunctions {
    /** Names the model: a folder of the driver's, {@code local:/DIR}, or a folder of another file system. */
    public static final String MODEL = "spark.blt4j.model";

    /** The most bytes of a text that are read in one piece; 65,536 if not set. */
    public static final String SEGMENT = "spark.blt4j.segment";

    /** How many of the bytes before a later piece it is read after; 2,048 if not set. */
    public static final String CONTEXT = "spark.blt4j.context";

    private static final ArrayType ENTROPIES = DataTypes.createArrayType(DataTypes.FloatType, false);
    private static final ArrayType PATCHES = DataTypes.createArrayType(DataTypes.IntegerType, false);

    /** What {@code blt_annotate} answers. */
    static final StructType ANNOTATION = new StructType()
            .add("bytes", DataTypes.IntegerType, false)
            .add("patch_lengths", PATCHES, false)
            .add("entropies", ENTROPIES, false);

    /** A function: its name in SQL and in {@link TextFunction}, and what it takes and answers. */
    @SuppressWarnings("ImmutableEnumChecker") // Spark's types are, but do not say so
    enum Function {
        ENTROPIES(
                "blt_entropies",
                "entropies",
                BltFunctions.ENTROPIES,
                false,
                "how hard each byte is to predict, in nats"),
        PATCHES("blt_patches", "patches", BltFunctions.PATCHES, true, "the sizes of patches in bytes"),
        BYTES_PER_PATCH(
                "blt_bytes_per_patch",
                "bytesPerPatch",
                DataTypes.DoubleType,
                true,
                "the mean size of patches in bytes"),
        BITS_PER_BYTE(
                "blt_bits_per_byte",
                "bitsPerByte",
                DataTypes.DoubleType,
                false,
                "how well the entropy model predicts the text"),
        ANNOTATE("blt_annotate", "annotate", ANNOTATION, true, "bytes, patches and entropies at once");

        private final String sqlName;
        private final String method;
        private final DataType type;
        private final boolean takesRule;
        private final String meaning;

        Function(String sqlName, String method, DataType type, boolean takesRule, String meaning) {
            this.sqlName = sqlName;
            this.method = method;
            this.type = type;
            this.takesRule = takesRule;
            this.meaning = meaning;
        }

        FunctionIdentifier identifier() {
            return new FunctionIdentifier(sqlName);
        }

        ExpressionInfo info() {
            String arguments = takesRule ? "(text[, rule[, numbers...]])" : "(text)";
            return new ExpressionInfo(
                    TextFunction.class.getName(),
                    "",
                    sqlName,
                    "_FUNC_" + arguments + " - " + meaning,
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "scala_udf");
        }

        Function1<Seq<Expression>, Expression> builder() {
            return arguments -> call(CollectionConverters.asJava(arguments));
        }

        private Expression call(List<Expression> arguments) {
            if (arguments.isEmpty() || (!takesRule && arguments.size() > 1)) {
                throw new BltException(sqlName + " takes a text" + (takesRule ? " and a rule" : " alone") + ", not "
                        + arguments.size() + " arguments.");
            }
            ReadingPlan plan = plan(rule(arguments.subList(1, arguments.size())), this == BITS_PER_BYTE);
            Expression text = arguments.getFirst();
            boolean bytes = text.resolved() && text.dataType() instanceof BinaryType;
            DataType taken = bytes ? DataTypes.BinaryType : DataTypes.StringType;
            return invoke(new TextFunction(plan), method, type, List.of(text), List.of(taken), true);
        }

        private PatchRule rule(List<Expression> arguments) {
            if (arguments.isEmpty()) {
                return PatchRule.OF_MODEL;
            }
            List<String> values = new ArrayList<>();
            for (Expression argument : arguments) {
                Object value = argument.resolved() && argument.foldable() ? argument.eval(null) : null;
                if (value == null) {
                    throw new BltException(
                            sqlName + " wants its rule and numbers as constants, not " + argument.sql() + ".");
                }
                values.add(value instanceof UTF8String s ? s.toString() : value.toString());
            }
            try {
                return new PatchRule(
                        values.getFirst(),
                        values.stream().skip(1).map(Double::valueOf).toList());
            } catch (NumberFormatException e) {
                throw new BltException(sqlName + " wants a rule and then numbers, not " + values + ".", e);
            }
        }
    }

    private BltFunctions() {}

    /**
     * Registers the functions in a session. Python: {@code spark._jvm.blt4j.spark.BltFunctions.register(spark._jsparkSession)}.
     *
     * @throws BltException if the session is a client's of Spark Connect: there the server's configuration must name
     *     {@link BltExtensions}
     */
    public static void register(SparkSession session) {
        if (!(session instanceof org.apache.spark.sql.classic.SparkSession classic)) {
            throw new BltException("This session is a client of a server; start the server with spark.sql.extensions="
                    + BltExtensions.class.getName() + ".");
        }
        for (Function function : Function.values()) {
            classic.sessionState()
                    .functionRegistry()
                    .registerFunction(function.identifier(), function.info(), function.builder());
        }
    }

    /** How texts are read, by the session's configuration; distributes the model. */
    private static ReadingPlan plan(PatchRule rule, boolean surprisals) {
        SQLConf conf = SQLConf.get();
        ReadingPlan.Shape usual = ReadingPlan.Shape.USUAL;
        ReadingPlan.Shape shape = new ReadingPlan.Shape(
                number(conf, SEGMENT, usual.segment()), number(conf, CONTEXT, usual.context()), surprisals);
        SparkContext context = SparkContext.getOrCreate();
        return new ReadingPlan(ModelDistribution.of(context, conf.getConfString(MODEL, "")), rule, shape);
    }

    private static int number(SQLConf conf, String key, int usual) {
        String value = conf.getConfString(key, Integer.toString(usual));
        try {
            return Integer.parseInt(value.toLowerCase(Locale.ROOT).strip());
        } catch (NumberFormatException e) {
            throw new BltException(key + " is '" + value + "'; it must be a whole number of bytes.", e);
        }
    }

    /**
     * Calls a method of an object that travels with the query.
     *
     * @param types what the method takes; arguments are cast to it
     * @param pure whether it answers nulls with null, and may be called as often as Spark likes
     */
    static Invoke invoke(
            Object target,
            String method,
            DataType type,
            List<Expression> arguments,
            List<? extends AbstractDataType> types,
            boolean pure) {
        return new Invoke(
                new Literal(target, new ObjectType(target.getClass())),
                method,
                type,
                CollectionConverters.asScala(arguments).toSeq(),
                CollectionConverters.asScala(List.<AbstractDataType>copyOf(types))
                        .toSeq(),
                pure,
                true,
                pure);
    }
}
