package blt4j.cli.annotate;

import blt4j.analysis.Annotator.Annotation;
import blt4j.cli.annotate.ArrowMetadata.Batch;
import blt4j.cli.console.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes annotations as an Arrow IPC file, batch by batch. */
final class ArrowWriter implements AnnotationWriter {
    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    /** Begins each message; after the last one it stands alone, before a length of 0. */
    static final int CONTINUATION = -1;
    /** The continuation mark, and the length of the metadata. */
    static final int PREFIX_BYTES = 2 * Integer.BYTES;
    /** Messages begin at multiples of it. */
    private static final int ALIGNMENT = 8;

    private static final byte[] ZEROS = new byte[64];

    private final Output out;
    private final List<Batch> batches;
    private final ArrowColumns columns;
    private final List<KeptColumn> kept;
    private long position;

    private ArrowWriter(List<KeptColumn> kept, Output out, List<Batch> batches, long position) {
        this.kept = kept;
        this.columns = new ArrowColumns(kept);
        this.out = out;
        this.batches = new ArrayList<>(batches);
        this.position = position;
    }

    /** Begins a file. */
    static ArrowWriter begin(List<KeptColumn> kept, Output out) throws IOException {
        ArrowWriter writer = new ArrowWriter(kept, out, List.of(), 0);
        writer.write(ByteBuffer.wrap(head(kept)));
        out.flush();
        return writer;
    }

    /** Goes on after the batches that a file holds. */
    static ArrowWriter after(List<KeptColumn> kept, List<Batch> batches, Output out) {
        return new ArrowWriter(
                kept,
                out,
                batches,
                batches.isEmpty() ? head(kept).length : batches.getLast().end());
    }

    /** What every file of annotations begins with. */
    static byte[] head(List<KeptColumn> kept) {
        byte[] schema = framed(ArrowMetadata.schemaMessage(kept));
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

    @Override
    public void write(Piece piece, Annotation annotation) throws IOException {
        columns.add(piece, annotation);
        if (columns.enough()) {
            writeBatch();
        }
    }

    private void writeBatch() throws IOException {
        long offset = position;
        byte[] metadata = framed(ArrowMetadata.batchMessage(columns));
        write(ByteBuffer.wrap(metadata));
        for (ArrowBuffer buffer : columns.buffers()) {
            write(ByteBuffer.wrap(buffer.array(), 0, buffer.size()));
            int gap = Math.toIntExact(ArrowMetadata.padded(buffer.size()) - buffer.size());
            write(ByteBuffer.wrap(ZEROS, 0, gap));
        }
        out.flush();
        batches.add(new Batch(offset, metadata.length, position - offset - metadata.length));
        columns.clear();
    }

    @Override
    public void finish() throws IOException {
        if (columns.rows() > 0) {
            writeBatch();
        }
        ByteBuffer footer = ArrowMetadata.footer(kept, batches);
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
