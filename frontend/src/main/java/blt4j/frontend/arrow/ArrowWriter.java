package blt4j.frontend.arrow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a table as an Arrow IPC file, row by row, with a batch for every mebibyte. The batches follow each other, and the
 * file tells at its end where they lie; so one that was cut off can be gone on with.
 */
public final class ArrowWriter {
    /** Begins each message; after the last one it stands alone, before a length of 0. */
    public static final int CONTINUATION = -1;

    /** The continuation mark, and the length of the metadata. */
    public static final int PREFIX_BYTES = 2 * Integer.BYTES;

    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

    /** Messages begin at multiples of it. */
    private static final int ALIGNMENT = 8;

    private static final byte[] ZEROS = new byte[64];

    /** So many bytes are worth a batch. */
    private static final int ENOUGH = 1 << 20;

    private final OutputStream out;
    private final List<ArrowField> fields;
    private final List<ArrowColumn> columns;
    private final List<ArrowBatch> batches;
    private long position;
    private int rows;

    private ArrowWriter(List<ArrowField> fields, OutputStream out, List<ArrowBatch> batches, long position) {
        this.fields = List.copyOf(fields);
        this.columns = fields.stream().map(ArrowColumn::new).toList();
        this.out = out;
        this.batches = new ArrayList<>(batches);
        this.position = position;
    }

    /** Begins a file. */
    public static ArrowWriter begin(List<ArrowField> fields, OutputStream out) throws IOException {
        ArrowWriter writer = new ArrowWriter(fields, out, List.of(), 0);
        writer.write(ByteBuffer.wrap(head(fields)));
        out.flush();
        return writer;
    }

    /**
     * Goes on after the batches that a file holds.
     *
     * @param batches all of them, in order
     * @param out writes behind the last
     */
    public static ArrowWriter after(List<ArrowField> fields, List<ArrowBatch> batches, OutputStream out) {
        long end = batches.isEmpty() ? head(fields).length : batches.getLast().end();
        return new ArrowWriter(fields, out, batches, end);
    }

    /** What every file of a table with these columns begins with. */
    public static byte[] head(List<ArrowField> fields) {
        byte[] schema = framed(ArrowMetadata.schemaMessage(fields));
        return ByteBuffer.allocate(ALIGNMENT + schema.length)
                .put(MAGIC)
                .position(ALIGNMENT)
                .put(schema)
                .array();
    }

    /** A message's metadata as it stands in a file: marked, with its length, padded. */
    private static byte[] framed(ByteBuffer metadata) {
        int whole = Math.ceilDiv(PREFIX_BYTES + metadata.remaining(), ALIGNMENT) * ALIGNMENT;
        return ByteBuffer.allocate(whole)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(CONTINUATION)
                .putInt(whole - PREFIX_BYTES)
                .put(metadata)
                .array();
    }

    /**
     * Adds a row.
     *
     * @param row a value for each column, of its type: a Number, a Boolean, an {@code int[]}, a {@code float[]}, of
     *     anything else its words; null if it is missing
     */
    public void add(List<? extends @Nullable Object> row) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).add(row.get(i));
        }
        rows++;
        if (columns.stream().mapToLong(ArrowColumn::bytes).sum() >= ENOUGH) {
            writeBatch();
        }
    }

    private void writeBatch() throws IOException {
        long offset = position;
        byte[] metadata = framed(ArrowMetadata.batchMessage(rows, columns));
        write(ByteBuffer.wrap(metadata));
        for (ArrowColumn column : columns) {
            for (ArrowBuffer buffer : column.buffers()) {
                write(ByteBuffer.wrap(buffer.array(), 0, buffer.size()));
                int gap = Math.toIntExact(ArrowMetadata.padded(buffer.size()) - buffer.size());
                write(ByteBuffer.wrap(ZEROS, 0, gap));
            }
        }
        out.flush();
        batches.add(new ArrowBatch(offset, metadata.length, position - offset - metadata.length));
        columns.forEach(ArrowColumn::clear);
        rows = 0;
    }

    /** Writes what is left, and where everything lies. Leaves the stream open. */
    public void finish() throws IOException {
        if (rows > 0) {
            writeBatch();
        }
        ByteBuffer footer = ArrowMetadata.footer(fields, batches);
        int length = footer.remaining();
        write(numbers(CONTINUATION, 0));
        write(footer);
        write(numbers(length));
        write(ByteBuffer.wrap(MAGIC));
        out.flush();
    }

    private static ByteBuffer numbers(int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            bytes.putInt(number);
        }
        return bytes.flip();
    }

    private void write(ByteBuffer bytes) throws IOException {
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        position += bytes.remaining();
    }
}
