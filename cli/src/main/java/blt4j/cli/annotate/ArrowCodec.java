package blt4j.cli.annotate;

import blt4j.BltException;
import blt4j.cli.console.Output;
import blt4j.frontend.arrow.ArrowBatch;
import blt4j.frontend.arrow.ArrowField;
import blt4j.frontend.arrow.ArrowWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;

/**
 * Annotations as an Arrow IPC file (arrow.apache.org/docs/format/Columnar.html), with a batch for every mebibyte. Such a
 * file tells at its end where the batches lie; one that was cut off is read from its beginning, message by message.
 */
final class ArrowCodec implements AnnotationCodec {
    /** More metadata than a batch of ours has. */
    private static final int MOST_METADATA = 1 << 16;

    /** The last of the buffers that say which piece a row is about. */
    private static final int LAST_OF_KEY = 8;

    private final List<ArrowField> columns;

    /**
     * The form.
     *
     * @param columns what goes along from the input
     */
    ArrowCodec(List<KeptColumn> columns) {
        this.columns = ArrowAnnotations.fields(columns);
    }

    @Override
    public AnnotationWriter begin(Output out) throws IOException {
        return new ArrowAnnotations(ArrowWriter.begin(columns, out));
    }

    @Override
    public Continued resume(FileChannel file) throws IOException {
        byte[] head = ArrowWriter.head(columns);
        byte[] found = new byte[(int) Math.min(head.length, file.size())];
        read(file, 0, found);
        if (!ByteBuffer.wrap(found).equals(ByteBuffer.wrap(head, 0, found.length))) {
            throw new BltException(
                    "The file that --resume should go on with is no Arrow file of annotations with these columns; name"
                            + " another --output.");
        }
        if (found.length < head.length) {
            file.truncate(0).position(0);
            return new Continued(0, Optional.empty(), begin(new Output(Channels.newOutputStream(file))));
        }
        return goOn(file, head.length);
    }

    private Continued goOn(FileChannel file, long begin) throws IOException {
        List<ArrowBatch> batches = new ArrayList<>();
        long records = 0;
        Optional<PieceKey> last = Optional.empty();
        long end = begin;
        for (Optional<Whole> next = whole(file, end); next.isPresent(); next = whole(file, end)) {
            Whole whole = next.get();
            batches.add(whole.batch());
            records += whole.header().length();
            last = Optional.of(lastKey(file, whole));
            end = whole.batch().end();
        }
        file.truncate(end).position(end);
        Output out = new Output(Channels.newOutputStream(file));
        return new Continued(records, last, new ArrowAnnotations(ArrowWriter.after(columns, batches, out)));
    }

    /** A batch that is there to its last byte. */
    private record Whole(ArrowBatch batch, RecordBatch header) {}

    private static Optional<Whole> whole(FileChannel file, long offset) throws IOException {
        if (offset + ArrowWriter.PREFIX_BYTES > file.size()) {
            return Optional.empty();
        }
        ByteBuffer prefix = read(file, offset, new byte[ArrowWriter.PREFIX_BYTES]);
        int mark = prefix.getInt();
        int length = prefix.getInt();
        long body = offset + ArrowWriter.PREFIX_BYTES + length;
        if (mark != ArrowWriter.CONTINUATION || length < Long.BYTES || length > MOST_METADATA || body > file.size()) {
            return Optional.empty();
        }
        ByteBuffer metadata = read(file, offset + ArrowWriter.PREFIX_BYTES, new byte[length]);
        try {
            return whole(Message.getRootAsMessage(metadata), offset, ArrowWriter.PREFIX_BYTES + length, file.size());
        } catch (IndexOutOfBoundsException e) {
            // FlatBuffers holds no place in a message to the message's length.
            throw (BltException) damaged(offset).initCause(e);
        }
    }

    private static Optional<Whole> whole(Message message, long offset, int metadataBytes, long fileBytes) {
        if (message.headerType() != MessageHeader.RecordBatch) {
            return Optional.empty();
        }
        long body = fileBytes - offset - metadataBytes;
        if (message.bodyLength() > body) {
            return Optional.empty();
        }
        RecordBatch header = (RecordBatch) message.header(new RecordBatch());
        if (message.bodyLength() < 0
                || header == null
                || header.length() < 1
                || header.length() > Integer.MAX_VALUE
                || header.buffersLength() <= LAST_OF_KEY) {
            throw damaged(offset);
        }
        for (int i = 0; i <= LAST_OF_KEY; i++) {
            Buffer buffer = header.buffers(i);
            if (buffer.offset() < 0
                    || buffer.length() < 0
                    || buffer.offset() > message.bodyLength() - buffer.length()) {
                throw damaged(offset);
            }
        }
        return Optional.of(new Whole(new ArrowBatch(offset, metadataBytes, message.bodyLength()), header));
    }

    private static BltException damaged(long offset) {
        return new BltException("The file that --resume should go on with is damaged at byte " + offset
                + ", and what follows cannot be read; name another --output.");
    }

    /** Which piece a batch's last row is about. The buffers are in the order of {@link ArrowAnnotations#fields}. */
    private static PieceKey lastKey(FileChannel file, Whole whole) throws IOException {
        long row = whole.header().length() - 1;
        ByteBuffer ends = value(file, whole, 1, row * Integer.BYTES, 2 * Integer.BYTES);
        int begin = ends.getInt();
        int end = ends.getInt();
        ByteBuffer source = value(file, whole, 2, begin, end - begin);
        return new PieceKey(
                StandardCharsets.UTF_8.decode(source).toString(),
                value(file, whole, 4, row * Long.BYTES, Long.BYTES).getLong(),
                value(file, whole, 6, row * Long.BYTES, Long.BYTES).getLong(),
                value(file, whole, 8, row * Integer.BYTES, Integer.BYTES).getInt());
    }

    private static ByteBuffer value(FileChannel file, Whole whole, int buffer, long from, int count)
            throws IOException {
        ArrowBatch batch = whole.batch();
        Buffer place = whole.header().buffers(buffer);
        if (from < 0 || count < 0 || from > place.length() - count) {
            throw damaged(batch.offset());
        }
        return read(file, batch.offset() + batch.metadataBytes() + place.offset() + from, new byte[count]);
    }

    /** Reads as much as there is room for. */
    private static ByteBuffer read(FileChannel file, long position, byte[] into) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(into).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && file.read(bytes, position + bytes.position()) >= 0) {
            // Reads on until all is there.
        }
        return bytes.flip();
    }
}
