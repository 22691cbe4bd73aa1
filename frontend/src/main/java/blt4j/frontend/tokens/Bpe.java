package blt4j.frontend.tokens;

import blt4j.analysis.compare.Segmenter;
import com.knuddels.jtokkit.Encodings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * OpenAI's published vocabularies of byte-pair encoding, which patches are compared with. Loading one takes a moment. The
 * vocabularies are those that jtokkit brings; it would keep them as maps, for which see {@link TokenTable}.
 */
public final class Bpe {
    /** How GPT-4 cuts a text into words and the like, within which bytes are merged. */
    private static final List<String> CL100K = List.of(
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)",
            "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+",
            "\\p{N}{1,3}",
            " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*",
            "\\s*[\\r\\n]+",
            "\\s+(?!\\S)",
            "\\s+");

    /** How GPT-4o does: where upper case follows lower case, a word ends. */
    private static final List<String> O200K = List.of(
            "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
                    + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
            "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
                    + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
            "\\p{N}{1,3}",
            " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*",
            "\\s*[\\r\\n]+",
            "\\s+(?!\\S)",
            "\\s+");

    private final String name;
    private final Pattern pieces;
    private final TokenTable tokens;

    private Bpe(String name, Pattern pieces, TokenTable tokens) {
        this.name = name;
        this.pieces = pieces;
        this.tokens = tokens;
    }

    /** GPT-4's vocabulary: 100 k tokens. */
    public static Bpe cl100k() {
        return load("cl100k", CL100K);
    }

    /** GPT-4o's vocabulary: 200 k tokens. */
    public static Bpe o200k() {
        return load("o200k", O200K);
    }

    private static Bpe load(String name, List<String> pieces) {
        String file = "/com/knuddels/jtokkit/" + name + "_base.tiktoken";
        try (InputStream in = Encodings.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("jtokkit brings no " + file);
            }
            Pattern pattern = Pattern.compile(String.join("|", pieces), Pattern.UNICODE_CHARACTER_CLASS);
            return new Bpe(name, pattern, TokenTable.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the vocabulary is called. */
    public String name() {
        return name;
    }

    /** Cuts texts into this vocabulary's tokens. */
    public Segmenter segmenter() {
        return Segmenter.ofTokens(name, this::byteLengths);
    }

    /**
     * How many bytes each token has. Bytes that are no UTF-8 have no tokens; a text with such bytes is cut as if each
     * byte were a character, which keeps the count honest where it matters: in data that no vocabulary knows.
     */
    private int[] byteLengths(byte[] text) {
        Optional<int[]> ids = ids(text);
        if (ids.isEmpty()) {
            int[] singles = new int[text.length];
            Arrays.fill(singles, 1);
            return singles;
        }
        return Arrays.stream(ids.get()).map(tokens::length).toArray();
    }

    /** The tokens of a text by their numbers in the vocabulary; empty for bytes that are no UTF-8. */
    public Optional<int[]> ids(byte[] text) {
        String string = new String(text, StandardCharsets.UTF_8);
        boolean exact = Arrays.equals(string.getBytes(StandardCharsets.UTF_8), text);
        return exact ? Optional.of(cut(string)) : Optional.empty();
    }

    private int[] cut(String text) {
        IntStream.Builder ids = IntStream.builder();
        Matcher piece = pieces.matcher(text);
        while (piece.find()) {
            tokens.cut(piece.group().getBytes(StandardCharsets.UTF_8), ids);
        }
        return ids.build().toArray();
    }
}
