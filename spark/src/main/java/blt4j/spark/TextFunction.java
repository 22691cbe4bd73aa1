package blt4j.spark;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * What SQL functions call, in Spark's own representation of values. Travels with the query to the executors. It is public
 * because the code that Spark generates calls it; it is no interface for others.
 */
public final class TextFunction implements Serializable {
    private final ReadingPlan plan;
    private transient @Nullable ExecutorModel model;

    TextFunction(ReadingPlan plan) {
        this.plan = plan;
    }

    private TextAnnotation read(byte[] text) {
        ExecutorModel known = model;
        if (known == null) {
            known = ExecutorModel.of(plan.model());
            model = known;
        }
        return known.read(text, plan);
    }

    /** Entropies in nats, one for each byte. */
    public ArrayData entropies(UTF8String text) {
        return entropies(text.getBytes());
    }

    /** Entropies in nats, one for each byte. */
    public ArrayData entropies(byte[] text) {
        return UnsafeArrayData.fromPrimitiveArray(read(text).entropies());
    }

    /** The sizes of patches in bytes. */
    public ArrayData patches(UTF8String text) {
        return patches(text.getBytes());
    }

    /** The sizes of patches in bytes. */
    public ArrayData patches(byte[] text) {
        return UnsafeArrayData.fromPrimitiveArray(read(text).patchLengths());
    }

    /** The mean size of patches in bytes; null for an empty text. */
    public @Nullable Double bytesPerPatch(UTF8String text) {
        return bytesPerPatch(text.getBytes());
    }

    /** The mean size of patches in bytes; null for an empty text. */
    public @Nullable Double bytesPerPatch(byte[] text) {
        return text.length == 0 ? null : (double) text.length / read(text).patchLengths().length;
    }

    /** The entropy model's bits per byte; null for an empty text. */
    public @Nullable Double bitsPerByte(UTF8String text) {
        return bitsPerByte(text.getBytes());
    }

    /** The entropy model's bits per byte; null for an empty text. */
    public @Nullable Double bitsPerByte(byte[] text) {
        return text.length == 0 ? null : read(text).bitsPerByte();
    }

    /** Bytes, sizes of patches and entropies at once. */
    public InternalRow annotate(UTF8String text) {
        return annotate(text.getBytes());
    }

    /** Bytes, sizes of patches and entropies at once. */
    public InternalRow annotate(byte[] text) {
        TextAnnotation said = read(text);
        return new GenericInternalRow(new Object[] {
            text.length,
            UnsafeArrayData.fromPrimitiveArray(said.patchLengths()),
            UnsafeArrayData.fromPrimitiveArray(said.entropies())
        });
    }

    /** By what it does, so that Spark sees where a query says the same twice. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TextFunction f && f.plan.equals(plan);
    }

    @Override
    public int hashCode() {
        return plan.hashCode();
    }

    @Override
    public String toString() {
        return "blt4j" + plan.rule().numbers();
    }
}
