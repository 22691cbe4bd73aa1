package blt4j.cli.annotate;

import blt4j.BltException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

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
        JSONL,
        /** A column of a row. */
        PARQUET
    }

    /** What happens at a line that holds no text. */
    enum OnError {
        /** It is told, and nothing more is read. */
        STOP,
        /** It is counted and passed over. */
        SKIP
    }

    /**
     * How files are read.
     *
     * @param kind what a document is
     * @param field which field of JSON Lines or column of Parquet holds the text
     * @param columns what goes along with it
     * @param onError what happens at a record without a text
     * @param segment the longest piece
     * @param context how many bytes before a piece go with it
     */
    record Reading(Kind kind, String field, List<KeptColumn> columns, OnError onError, int segment, int context) {}

    private final List<String> files;
    private final Reading reading;
    private final List<KeptColumn> columns;
    private final Skips skips;
    private final InputStream standard;
    private int file = -1;
    private @Nullable DocumentReader reader;
    private long document = -1;
    private boolean within;
    private long offset;
    private byte[] tail = new byte[0];

    /**
     * Begins.
     *
     * @param files names, {@value InputFiles#STANDARD_INPUT} for standard input
     */
    Documents(List<String> files, Reading reading, InputStream standard) throws IOException {
        this.files = List.copyOf(files);
        this.reading = reading;
        this.skips = new Skips(reading.onError() == OnError.SKIP);
        this.standard = standard;
        Optional<String> parquet =
                files.stream().filter(f -> kindOf(f) == Kind.PARQUET).findFirst();
        this.columns = parquet.isPresent() && !reading.columns().isEmpty()
                ? ParquetDocuments.types(parquet.get(), reading.columns())
                : reading.columns();
        if (parquet.isPresent()) {
            skips.areNotAllLines();
        }
        for (String name : files) {
            requireColumns(name);
        }
    }

    private void requireColumns(String name) {
        Kind kind = kindOf(name);
        if (!columns.isEmpty() && (kind == Kind.FILE || kind == Kind.LINE)) {
            throw new BltException("The file " + name + " has no columns for --keep: those are fields of JSON Lines and"
                    + " columns of Parquet.");
        }
        if (kind == Kind.PARQUET && !Files.isRegularFile(Path.of(name))) {
            throw new BltException("Parquet is read from files alone, since it tells at its end what it holds; '" + name
                    + "' is none.");
        }
    }

    /** What goes along with documents, with the types that the columns have. */
    List<KeptColumn> columns() {
        return columns;
    }

    /** The bytes of all files, or −1 where that is not known, or is not how long the texts are. */
    long totalBytes() throws IOException {
        long total = 0;
        for (String name : files) {
            if (name.equals(InputFiles.STANDARD_INPUT)
                    || !Files.isRegularFile(Path.of(name))
                    || Compression.of(name) != Compression.NONE
                    || kindOf(name) == Kind.PARQUET) {
                return -1;
            }
            total += Files.size(Path.of(name));
        }
        return total;
    }

    /** The next piece, if there is one. Empty documents have none, and count all the same. */
    Optional<Piece> next() throws IOException {
        while (true) {
            DocumentReader current = reader;
            if (current == null) {
                if (++file >= files.size()) {
                    return Optional.empty();
                }
                reader = open(files.get(file));
                document = -1;
                within = false;
            } else {
                Optional<Piece> piece = next(current);
                if (piece.isPresent()) {
                    return piece;
                }
            }
        }
    }

    /** The next piece of the file; nothing where the document or the file has ended, or is damaged. */
    private Optional<Piece> next(DocumentReader current) throws IOException {
        try {
            byte[] bytes = within ? current.read(reading.segment()) : new byte[0];
            if (bytes.length > 0) {
                byte[] before = tail;
                Piece piece = new Piece(files.get(file), document, offset, before, bytes, current.kept());
                offset += bytes.length;
                tail = tailOf(before, bytes);
                return Optional.of(piece);
            }
            within = current.next();
            if (within) {
                document++;
                offset = 0;
                tail = new byte[0];
                return Optional.empty();
            }
        } catch (IOException e) {
            damaged(e);
        }
        reader = null;
        current.close();
        return Optional.empty();
    }

    /** What follows in the file is passed over, or told. */
    private void damaged(IOException e) {
        skips.count();
        skips.areNotAllLines();
        String reason = String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
        skips.pass(new Skips.UnreadableException("The file " + files.get(file) + " cannot be read on after document "
                + Math.max(0, document) + ": " + reason + "."));
    }

    private byte[] tailOf(byte[] before, byte[] bytes) {
        int context = reading.context();
        if (bytes.length >= context) {
            return Arrays.copyOfRange(bytes, bytes.length - context, bytes.length);
        }
        int kept = Math.min(before.length, context - bytes.length);
        byte[] tail = Arrays.copyOfRange(before, before.length - kept, before.length + bytes.length);
        System.arraycopy(bytes, 0, tail, kept, bytes.length);
        return tail;
    }

    /** Opens a file; nothing where it is damaged and passed over. */
    private @Nullable DocumentReader open(String name) throws IOException {
        Kind kind = kindOf(name);
        if (kind == Kind.PARQUET) {
            return openParquet(name);
        }
        InputStream in;
        try {
            in = name.equals(InputFiles.STANDARD_INPUT)
                    ? standard
                    : Compression.of(name).open(Path.of(name));
        } catch (EOFException | ZipException e) {
            damaged(e);
            return null;
        }
        return switch (kind) {
            case LINE -> new LineDocuments(in, name, Optional.empty(), skips);
            case JSONL -> new LineDocuments(in, name, Optional.of(new JsonText(reading.field(), columns)), skips);
            default -> new SingleDocument(in);
        };
    }

    private @Nullable DocumentReader openParquet(String name) throws IOException {
        try {
            return new ParquetDocuments(name, reading.field(), columns, skips);
        } catch (BltException e) {
            if (reading.onError() == OnError.STOP) {
                throw e;
            }
            skips.count();
            skips.pass(new Skips.UnreadableException(String.valueOf(e.getMessage())));
            return null;
        }
    }

    private Kind kindOf(String name) {
        if (reading.kind() != Kind.AUTO) {
            return reading.kind();
        }
        String plain = Compression.withoutEnding(name);
        if (plain.endsWith(".parquet")) {
            return Kind.PARQUET;
        }
        return plain.endsWith(".jsonl") || plain.endsWith(".ndjson") ? Kind.JSONL : Kind.FILE;
    }

    /** What was passed over. */
    Skips skips() {
        return skips;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
