package blt4j.cli.annotate;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;

/** What an Arrow file says about itself, as FlatBuffers: the schema of annotations, their batches, and where these lie. */
final class ArrowMetadata {
    private static final int ALIGNMENT = 64;
    private static final int INITIAL = 1 << 10;

    private ArrowMetadata() {}

    /**
     * A record batch in the file.
     *
     * @param offset where its message begins
     * @param metadataBytes of the message before its body
     * @param bodyBytes of its columns
     */
    record Batch(long offset, int metadataBytes, long bodyBytes) {
        long end() {
            return offset + metadataBytes + bodyBytes;
        }
    }

    /** So many bytes a buffer takes, with the gap after it. */
    static long padded(long bytes) {
        return Math.ceilDiv(bytes, (long) ALIGNMENT) * ALIGNMENT;
    }

    /** The message that begins a file. */
    static ByteBuffer schemaMessage(List<KeptColumn> kept) {
        FlatBufferBuilder b = new FlatBufferBuilder(INITIAL);
        return message(b, MessageHeader.Schema, schema(b, kept), 0);
    }

    /** The message before a batch's columns, which follow one after another, each padded. */
    static ByteBuffer batchMessage(ArrowColumns columns) {
        FlatBufferBuilder b = new FlatBufferBuilder(INITIAL);
        int[] lengths = columns.lengths();
        List<ArrowBuffer> buffers = columns.buffers();
        long bodyBytes =
                buffers.stream().mapToLong(buffer -> padded(buffer.size())).sum();
        // FlatBuffers are written from the end, and so are the vectors in them.
        RecordBatch.startNodesVector(b, lengths.length);
        int[] nulls = columns.nulls();
        for (int i = lengths.length - 1; i >= 0; i--) {
            FieldNode.createFieldNode(b, lengths[i], nulls[i]);
        }
        int nodes = b.endVector();
        RecordBatch.startBuffersVector(b, buffers.size());
        long offset = bodyBytes;
        for (ArrowBuffer buffer : buffers.reversed()) {
            offset -= padded(buffer.size());
            Buffer.createBuffer(b, offset, buffer.size());
        }
        int places = b.endVector();
        RecordBatch.startRecordBatch(b);
        RecordBatch.addLength(b, columns.rows());
        RecordBatch.addNodes(b, nodes);
        RecordBatch.addBuffers(b, places);
        return message(b, MessageHeader.RecordBatch, RecordBatch.endRecordBatch(b), bodyBytes);
    }

    /** What stands at a file's end: the schema again, and where the batches lie. */
    static ByteBuffer footer(List<KeptColumn> kept, List<Batch> batches) {
        FlatBufferBuilder b = new FlatBufferBuilder(INITIAL);
        int schema = schema(b, kept);
        Footer.startDictionariesVector(b, 0);
        int dictionaries = b.endVector();
        Footer.startRecordBatchesVector(b, batches.size());
        for (Batch batch : batches.reversed()) {
            Block.createBlock(b, batch.offset(), batch.metadataBytes(), batch.bodyBytes());
        }
        int places = b.endVector();
        Footer.startFooter(b);
        Footer.addVersion(b, MetadataVersion.V5);
        Footer.addSchema(b, schema);
        Footer.addDictionaries(b, dictionaries);
        Footer.addRecordBatches(b, places);
        b.finish(Footer.endFooter(b));
        return b.dataBuffer();
    }

    private static ByteBuffer message(FlatBufferBuilder b, byte kind, int header, long bodyBytes) {
        Message.startMessage(b);
        Message.addVersion(b, MetadataVersion.V5);
        Message.addHeaderType(b, kind);
        Message.addHeader(b, header);
        Message.addBodyLength(b, bodyBytes);
        b.finish(Message.endMessage(b));
        return b.dataBuffer();
    }

    private static int schema(FlatBufferBuilder b, List<KeptColumn> kept) {
        int[] ours = {
            field(b, "source", Type.Utf8, utf8(b)),
            field(b, "document", Type.Int, integer(b, Long.SIZE)),
            field(b, "offset", Type.Int, integer(b, Long.SIZE)),
            field(b, "bytes", Type.Int, integer(b, Integer.SIZE)),
            field(b, "begins_patch", Type.Bool, bool(b)),
            list(b, "patch_lengths", field(b, "item", Type.Int, integer(b, Integer.SIZE))),
            list(b, "entropies", field(b, "item", Type.FloatingPoint, float32(b)))
        };
        int[] fields = Arrays.copyOf(ours, ours.length + kept.size());
        for (int i = 0; i < kept.size(); i++) {
            fields[ours.length + i] = kept(b, kept.get(i));
        }
        return Schema.createSchema(b, Endianness.Little, Schema.createFieldsVector(b, fields), 0, 0);
    }

    /** A field whose values may be missing. */
    private static int kept(FlatBufferBuilder b, KeptColumn column) {
        return switch (column.type()) {
            case STRING -> field(b, column.as(), true, Type.Utf8, utf8(b));
            case BIGINT -> field(b, column.as(), true, Type.Int, integer(b, Long.SIZE));
            case DOUBLE ->
                field(b, column.as(), true, Type.FloatingPoint, FloatingPoint.createFloatingPoint(b, Precision.DOUBLE));
            case BOOLEAN -> field(b, column.as(), true, Type.Bool, bool(b));
        };
    }

    private static int field(FlatBufferBuilder b, String name, byte kind, int type, int... children) {
        return field(b, name, false, kind, type, children);
    }

    private static int field(FlatBufferBuilder b, String name, boolean nullable, byte kind, int type, int... children) {
        int named = b.createString(name);
        int within = Field.createChildrenVector(b, children);
        return Field.createField(b, named, nullable, kind, type, 0, within, 0);
    }

    private static int list(FlatBufferBuilder b, String name, int item) {
        org.apache.arrow.flatbuf.List.startList(b);
        return field(b, name, Type.List, org.apache.arrow.flatbuf.List.endList(b), item);
    }

    private static int utf8(FlatBufferBuilder b) {
        Utf8.startUtf8(b);
        return Utf8.endUtf8(b);
    }

    private static int bool(FlatBufferBuilder b) {
        Bool.startBool(b);
        return Bool.endBool(b);
    }

    private static int integer(FlatBufferBuilder b, int bits) {
        return Int.createInt(b, bits, true);
    }

    private static int float32(FlatBufferBuilder b) {
        return FloatingPoint.createFloatingPoint(b, Precision.SINGLE);
    }
}
