package blt4j.text;

import org.apiguardian.api.API;

/**
 * A patch of a text: the bytes that are one step of the latent transformer. Of a model over tokens, a token.
 *
 * @param begin the index of its first byte in the text, 0 or more
 * @param end one past the index of its last byte
 * @param text its bytes as UTF-8; where it begins or ends inside a character, U+FFFD stands for that part
 * @param entropy how hard its beginning was to predict, in nats, 0 or more: the entropy of the distribution of its first
 *     byte (by the entropy model), or of the token; NaN where the model has no entropy model
 */
@API(status = API.Status.STABLE, since = "0.1")
public record TextPatch(int begin, int end, String text, float entropy) {
    /** {@return how many bytes it has, at least 1} */
    public int length() {
        return end - begin;
    }
}
