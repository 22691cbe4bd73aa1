package blt4j.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A text as a model reads it: how hard each of its bytes is to predict, and the patches that it falls into.
 *
 * @param bytes the text; of a model over tokens, as its tokenizer normalises it
 * @param entropies the entropy of the distribution that each byte was predicted by, in nats, from 0 to the natural
 *     logarithm of the vocabulary's size. {@code entropies[i]} belongs to {@code bytes[i]}, and is told by the bytes before
 *     it alone. Of a model over tokens there is one for each token instead, in order. Empty where a model has no entropy
 *     model
 * @param patches the patches in order; joined they are the text, so an empty text has none
 */
@SuppressWarnings("ArrayRecordComponent") // made for each call, never compared
@API(status = API.Status.STABLE, since = "0.1")
public record PatchedText(byte[] bytes, float[] entropies, List<TextPatch> patches) {
    /** Copies the list. */
    public PatchedText {
        patches = List.copyOf(patches);
    }

    /** {@return the text as a string; U+FFFD stands for what is not UTF-8} */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** {@return the mean length of a patch in bytes, at least 1; 0 for an empty text} */
    public double bytesPerPatch() {
        return patches.isEmpty() ? 0 : (double) bytes.length / patches.size();
    }

    @Override
    public String toString() {
        return "PatchedText[" + bytes.length + " bytes, " + patches.size() + " patches]";
    }
}
