package blt4j.frontend.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
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

/** What an Arrow file says about itself, as FlatBuffers: the schema of a table, its batches, and where these lie. */
final class ArrowMetadata {
    private static final int ALIGNMENT = 64;
    private static final int INITIAL = 1 << 10;

    private ArrowMetadata() {}

    /** So many bytes a buffer takes, with the gap after it. */
    static long padded(long bytes) {
        return Math.ceilDiv(bytes, (long) ALIGNMENT) * ALIGNMENT;
    }

    /** The message that begins a file. */
    static ByteBuffer schemaMessage(List<ArrowField> fields) {
        FlatBufferBuilder b = new FlatBufferBuilder(INITIAL);
        return message(b, MessageHeader.Schema, schema(b, fields), 0);
    }

    /** The message before a batch's columns, which follow one after another, each padded. */
    static ByteBuffer batchMessage(int rows, List<ArrowColumn> columns) {
        FlatBufferBuilder b = new FlatBufferBuilder(INITIAL);
        List<ArrowBuffer> buffers =
                columns.stream().flatMap(c -> c.buffers().stream()).toList();
        long bodyBytes =
                buffers.stream().mapToLong(buffer -> padded(buffer.size())).sum();
        // FlatBuffers are written from the end, and so are the vectors in them.
        RecordBatch.startNodesVector(
                b, columns.stream().mapToInt(ArrowColumn::nodes).sum());
        for (ArrowColumn column : columns.reversed()) {
            if (column.field().type().list()) {
                FieldNode.createFieldNode(b, column.items(), 0);
            }
            FieldNode.createFieldNode(b, rows, column.nulls());
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
        RecordBatch.addLength(b, rows);
        RecordBatch.addNodes(b, nodes);
        RecordBatch.addBuffers(b, places);
        return message(b, MessageHeader.RecordBatch, RecordBatch.endRecordBatch(b), bodyBytes);
    }

    /** What stands at a file's end: the schema again, and where the batches lie. */
    static ByteBuffer footer(List<ArrowField> fields, List<ArrowBatch> batches) {
        FlatBufferBuilder b = new FlatBufferBuilder(INITIAL);
        int schema = schema(b, fields);
        Footer.startDictionariesVector(b, 0);
        int dictionaries = b.endVector();
        Footer.startRecordBatchesVector(b, batches.size());
        for (ArrowBatch batch : batches.reversed()) {
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

    private static int schema(FlatBufferBuilder b, List<ArrowField> fields) {
        int[] all = fields.stream().mapToInt(f -> field(b, f)).toArray();
        return Schema.createSchema(b, Endianness.Little, Schema.createFieldsVector(b, all), 0, 0);
    }

    private static int field(FlatBufferBuilder b, ArrowField f) {
        return switch (f.type()) {
            case STRING -> field(b, f.name(), f.nullable(), Type.Utf8, utf8(b));
            case INT32 -> field(b, f.name(), f.nullable(), Type.Int, integer(b, Integer.SIZE));
            case INT64 -> field(b, f.name(), f.nullable(), Type.Int, integer(b, Long.SIZE));
            case FLOAT64 -> field(b, f.name(), f.nullable(), Type.FloatingPoint, floating(b, Precision.DOUBLE));
            case BOOL -> field(b, f.name(), f.nullable(), Type.Bool, bool(b));
            case INT32_LIST -> list(b, f, field(b, "item", false, Type.Int, integer(b, Integer.SIZE)));
            case FLOAT32_LIST -> list(b, f, field(b, "item", false, Type.FloatingPoint, floating(b, Precision.SINGLE)));
        };
    }

    private static int field(FlatBufferBuilder b, String name, boolean nullable, byte kind, int type, int... children) {
        int named = b.createString(name);
        int within = Field.createChildrenVector(b, children);
        return Field.createField(b, named, nullable, kind, type, 0, within, 0);
    }

    private static int list(FlatBufferBuilder b, ArrowField f, int item) {
        org.apache.arrow.flatbuf.List.startList(b);
        return field(b, f.name(), f.nullable(), Type.List, org.apache.arrow.flatbuf.List.endList(b), item);
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

    private static int floating(FlatBufferBuilder b, short precision) {
        return FloatingPoint.createFloatingPoint(b, precision);
    }
}
