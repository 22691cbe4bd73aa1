package blt4j.cli.annotate;

import blt4j.BltException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file of which each line is a document, or holds one as JSON. */
final class LineDocuments implements DocumentReader {
    private static final int LONGEST_LINE = 1 << 28;

    private final InputStream in;
    private final String name;
    private final Optional<JsonText> json;
    private final Skips skips;
    private long line;
    private JsonText.Content record = JsonText.Content.EMPTY;
    private int read;

    /**
     * Begins.
     *
     * @param json finds the text in a line; absent if the line itself is it
     */
    LineDocuments(InputStream in, String name, Optional<JsonText> json, Skips skips) {
        this.in = in;
        this.name = name;
        this.json = json;
        this.skips = skips;
    }

    @Override
    public boolean next() throws IOException {
        Optional<byte[]> bytes = readLine();
        if (bytes.isEmpty()) {
            return false;
        }
        line++;
        read = 0;
        skips.count();
        record = json.isPresent() ? text(json.get(), bytes.get()) : new JsonText.Content(bytes.get(), List.of());
        return true;
    }

    private JsonText.Content text(JsonText json, byte[] bytes) {
        try {
            return json.of(bytes, "Line " + line + " of " + name);
        } catch (Skips.UnreadableException e) {
            skips.pass(e);
            return JsonText.Content.EMPTY;
        }
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
                throw new BltException(
                        "Line " + (line + 1) + " of " + name + " is longer than " + (LONGEST_LINE >> 20) + " MiB.");
            }
        }
        return Optional.of(bytes.toByteArray());
    }

    @Override
    public byte[] read(int most) {
        byte[] text = record.text();
        int from = read;
        read = (int) Math.min(text.length, (long) from + most);
        return Arrays.copyOfRange(text, from, read);
    }

    @Override
    public List<@Nullable Object> kept() {
        return record.kept();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
