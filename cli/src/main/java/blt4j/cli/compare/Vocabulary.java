package blt4j.cli.compare;

import blt4j.analysis.compare.Segmenter;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tokens of OpenAI's vocabularies. Bytes that are no UTF-8 have none; a text with such bytes is cut into single bytes. */
final class Vocabulary {
    private Vocabulary() {}

    /** A vocabulary's way of cutting; loading it takes a moment. */
    static Segmenter segmenter(String name, EncodingType type) {
        Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
        return Segmenter.ofTokens(name, text -> byteLengths(encoding, text));
    }

    private static int[] byteLengths(Encoding encoding, byte[] text) {
        String string = new String(text, StandardCharsets.UTF_8);
        if (!Arrays.equals(string.getBytes(StandardCharsets.UTF_8), text)) {
            int[] singles = new int[text.length];
            Arrays.fill(singles, 1);
            return singles;
        }
        IntArrayList ids = encoding.encodeOrdinary(string);
        int[] lengths = new int[ids.size()];
        for (int i = 0; i < lengths.length; i++) {
            IntArrayList one = new IntArrayList(1);
            one.add(ids.get(i));
            lengths[i] = encoding.decodeBytes(one).length;
        }
        return lengths;
    }
}
