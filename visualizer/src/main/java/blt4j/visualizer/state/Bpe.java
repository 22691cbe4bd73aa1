package blt4j.visualizer.state;

import blt4j.analysis.Segmenter;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.nio.charset.StandardCharsets;

/** Real vocabularies of byte-pair encoding, to hold patches against. Loading one takes a moment. */
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
        String string = new String(text, StandardCharsets.UTF_8);
        boolean exact = java.util.Arrays.equals(string.getBytes(StandardCharsets.UTF_8), text);
        if (!exact) {
            int[] singles = new int[text.length];
            java.util.Arrays.fill(singles, 1);
            return singles;
        }
        IntArrayList tokens = encoding.encodeOrdinary(string);
        int[] lengths = new int[tokens.size()];
        for (int i = 0; i < lengths.length; i++) {
            IntArrayList one = new IntArrayList(1);
            one.add(tokens.get(i));
            lengths[i] = encoding.decodeBytes(one).length;
        }
        return lengths;
    }
}
