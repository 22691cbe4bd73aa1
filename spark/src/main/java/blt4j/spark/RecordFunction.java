package blt4j.spark;

import blt4j.BltException;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * What the job calls for each record: an annotation, or the reason why there is none. It is public because the code that
 * Spark generates calls it; it is no interface for others.
 */
public final class RecordFunction implements Serializable {
    /** What is said of a record: of an annotated one all but the problem, of another the problem alone. */
    static final StructType RESULT = new StructType()
            .add("bytes", DataTypes.IntegerType, true)
            .add("patch_lengths", DataTypes.createArrayType(DataTypes.IntegerType, false), true)
            .add("entropies", DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add("bits_per_byte", DataTypes.DoubleType, true)
            .add("problem", DataTypes.StringType, true);

    private final ReadingPlan plan;
    private final Limits limits;
    private final JobMetrics metrics;
    private transient @Nullable ExecutorModel model;

    /**
     * What records must be like.
     *
     * @param field which holds the text
     * @param maxBytes the longest text
     * @param entropies whether entropies are kept
     */
    record Limits(String field, int maxBytes, boolean entropies) implements Serializable {}

    RecordFunction(ReadingPlan plan, Limits limits, JobMetrics metrics) {
        this.plan = plan;
        this.limits = limits;
        this.metrics = metrics;
    }

    /**
     * Annotates a record.
     *
     * @param damaged the record as it stands in the file, if it could not be read as one
     */
    public InternalRow annotate(byte @Nullable [] text, @Nullable UTF8String damaged) {
        if (damaged != null) {
            return problem("the record is no JSON object, or its fields are of other types");
        }
        if (text == null) {
            return problem("there is no text in the field '" + limits.field() + "'");
        }
        if (text.length > limits.maxBytes()) {
            return problem("the text has " + text.length + " bytes, more than --max-bytes " + limits.maxBytes());
        }
        // A model that cannot be opened is no fault of the record's, so that fails the task.
        ExecutorModel opened = model();
        long began = System.nanoTime();
        try {
            TextAnnotation said = opened.read(text, plan);
            metrics.annotated(text.length, said.patchLengths().length, System.nanoTime() - began);
            return new GenericInternalRow(new @Nullable Object[] {
                text.length,
                UnsafeArrayData.fromPrimitiveArray(said.patchLengths()),
                limits.entropies() ? UnsafeArrayData.fromPrimitiveArray(said.entropies()) : null,
                Double.isNaN(said.bitsPerByte()) ? null : said.bitsPerByte(),
                null
            });
        } catch (BltException e) {
            return problem(String.valueOf(e.getMessage()));
        }
    }

    private ExecutorModel model() {
        ExecutorModel known = model;
        if (known == null) {
            known = ExecutorModel.of(plan.model());
            model = known;
        }
        return known;
    }

    private InternalRow problem(String reason) {
        metrics.failed();
        return new GenericInternalRow(new @Nullable Object[] {null, null, null, null, UTF8String.fromString(reason)});
    }

    @Override
    public String toString() {
        return "blt4j";
    }
}
