package blt4j.cli.annotate;

import blt4j.BltException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The documents of some files, cut into pieces that are read one after another and never held all at once. */
final class Documents implements AutoCloseable {
    /** What a document is. */
    enum Kind {
        /** By the file's name. */
        AUTO,
        /** A whole file. */
        FILE,
        /** A line, without its end. */
        LINE,
        /** A field of an object on a line. */
        JSONL
    }

    /** What happens at a line that holds no text. */
    enum OnError {
        /** It is told, and nothing more is read. */
        STOP,
        /** It is counted and passed over. */
        SKIP
    }

    private static final String STANDARD_INPUT = "-";
    private static final int LONGEST_LINE = 1 << 28;
    private static final int BUFFER = 1 << 16;

    private final List<String> files;
    private final Kind kind;
    private final JsonText json;
    private final OnError onError;
    private final int segment;
    private final int context;
    private final InputStream standard;
    private int file = -1;
    private InputStream in = InputStream.nullInputStream();
    private Kind current = Kind.FILE;
    private long document = -1;
    private long line;
    private long documents;
    private long skipped;
    private String firstSkipped = "";
    private byte[] held = new byte[0];
    private long offset;
    private byte[] tail = new byte[0];

    /**
     * Begins.
     *
     * @param files names, {@code -} for standard input; that alone if there are none
     * @param field which field of JSON Lines holds the text
     * @param onError what happens at a line without one
     * @param segment the longest piece
     * @param context how many bytes before a piece go with it
     */
    Documents(
            List<String> files,
            Kind kind,
            String field,
            OnError onError,
            int segment,
            int context,
            InputStream standard) {
        this.files = files.isEmpty() ? List.of(STANDARD_INPUT) : List.copyOf(files);
        this.kind = kind;
        this.json = new JsonText(field);
        this.onError = onError;
        this.segment = segment;
        this.context = context;
        this.standard = standard;
        for (String name : this.files) {
            if (!name.equals(STANDARD_INPUT) && !Files.isRegularFile(Path.of(name)) && !isReadablePipe(name)) {
                throw new BltException("The file " + name + " does not exist or is no file.");
            }
        }
    }

    private static boolean isReadablePipe(String name) {
        return Files.exists(Path.of(name)) && !Files.isDirectory(Path.of(name));
    }

    /** The bytes of all files, or −1 where that is not known. */
    long totalBytes() throws IOException {
        long total = 0;
        for (String name : files) {
            if (name.equals(STANDARD_INPUT) || !Files.isRegularFile(Path.of(name))) {
                return -1;
            }
            total += Files.size(Path.of(name));
        }
        return total;
    }

    /** The next piece, if there is one. Empty documents have none, and count all the same. */
    Optional<Piece> next() throws IOException {
        while (true) {
            byte[] bytes = nextBytes();
            if (bytes.length > 0) {
                byte[] before = tail;
                Piece piece = new Piece(files.get(file), document, offset, before, bytes);
                offset += bytes.length;
                tail = tailOf(before, bytes);
                return Optional.of(piece);
            }
            if (!nextDocument()) {
                return Optional.empty();
            }
        }
    }

    private byte[] tailOf(byte[] before, byte[] bytes) {
        if (bytes.length >= context) {
            return Arrays.copyOfRange(bytes, bytes.length - context, bytes.length);
        }
        int kept = Math.min(before.length, context - bytes.length);
        byte[] tail = Arrays.copyOfRange(before, before.length - kept, before.length + bytes.length);
        System.arraycopy(bytes, 0, tail, kept, bytes.length);
        return tail;
    }

    /** The next bytes of the document: of a file from the file, of a line from what is held of it. */
    private byte[] nextBytes() throws IOException {
        if (current == Kind.FILE) {
            return in.readNBytes(segment);
        }
        int from = Math.toIntExact(Math.min(offset, held.length));
        return Arrays.copyOfRange(held, from, Math.min(held.length, from + segment));
    }

    private boolean nextDocument() throws IOException {
        offset = 0;
        tail = new byte[0];
        if (current != Kind.FILE) {
            Optional<byte[]> read = readLine();
            if (read.isPresent()) {
                line++;
                document++;
                documents++;
                held = current == Kind.JSONL ? text(read.get()) : read.get();
                return true;
            }
        }
        return nextFile();
    }

    private boolean nextFile() throws IOException {
        in.close();
        in = InputStream.nullInputStream();
        held = new byte[0];
        if (++file >= files.size()) {
            current = Kind.FILE;
            return false;
        }
        String name = files.get(file);
        in = name.equals(STANDARD_INPUT)
                ? standard
                : new BufferedInputStream(Files.newInputStream(Path.of(name)), BUFFER);
        current = kind == Kind.AUTO ? kindOf(name) : kind;
        document = current == Kind.FILE ? 0 : -1;
        line = 0;
        return true;
    }

    private static Kind kindOf(String name) {
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") ? Kind.JSONL : Kind.FILE;
    }

    private Optional<byte[]> readLine() throws IOException {
        int b = in.read();
        if (b < 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (; b >= 0 && b != '\n'; b = in.read()) {
            bytes.write(b);
            if (bytes.size() > LONGEST_LINE) {
                throw new BltException("Line " + (line + 1) + " of " + files.get(file) + " is longer than "
                        + (LONGEST_LINE >> 20) + " MiB.");
            }
        }
        return Optional.of(bytes.toByteArray());
    }

    private byte[] text(byte[] bytes) {
        String where = "Line " + line + " of " + files.get(file);
        try {
            return json.of(bytes, where);
        } catch (JsonText.UnreadableException e) {
            if (onError == OnError.STOP) {
                throw new BltException(e.getMessage() + " Pass over such lines with --on-error skip.", e);
            }
            firstSkipped = skipped++ == 0 ? String.valueOf(e.getMessage()) : firstSkipped;
            return new byte[0];
        }
    }

    /** What was passed over, in a sentence, if anything was. */
    Optional<String> skipped() {
        return skipped == 0
                ? Optional.empty()
                : Optional.of(skipped + " of " + documents + " lines were skipped; the first: " + firstSkipped);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
