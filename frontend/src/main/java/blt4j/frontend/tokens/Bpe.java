package blt4j.frontend.tokens;

import blt4j.analysis.compare.Segmenter;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** OpenAI's published vocabularies of byte-pair encoding, which patches are compared with. Loading one takes a moment. */
public final class Bpe {
    private final String name;
    private final Encoding encoding;

    private Bpe(String name, Encoding encoding) {
        this.name = name;
        this.encoding = encoding;
    }

    /** GPT-4's vocabulary: 100 k tokens. */
    public static Bpe cl100k() {
        return load("cl100k", EncodingType.CL100K_BASE);
    }

    /** GPT-4o's vocabulary: 200 k tokens. */
    public static Bpe o200k() {
        return load("o200k", EncodingType.O200K_BASE);
    }

    private static Bpe load(String name, EncodingType type) {
        EncodingRegistry registry = Encodings.newLazyEncodingRegistry();
        return new Bpe(name, registry.getEncoding(type));
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
        int[] lengths = new int[ids.get().length];
        for (int i = 0; i < lengths.length; i++) {
            IntArrayList one = new IntArrayList(1);
            one.add(ids.get()[i]);
            lengths[i] = encoding.decodeBytes(one).length;
        }
        return lengths;
    }

    /** The tokens of a text by their numbers in the vocabulary; empty for bytes that are no UTF-8. */
    public Optional<int[]> ids(byte[] text) {
        String string = new String(text, StandardCharsets.UTF_8);
        boolean exact = Arrays.equals(string.getBytes(StandardCharsets.UTF_8), text);
        return exact ? Optional.of(encoding.encodeOrdinary(string).toArray()) : Optional.empty();
    }
}
