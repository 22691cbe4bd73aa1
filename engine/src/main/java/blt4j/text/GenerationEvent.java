package blt4j.text;

import org.apiguardian.api.API;

/**
 * A byte (or token) that a model wrote.
 *
 * @param begin the index of its first byte in the text, the prompt counted
 * @param bytes what was written: one byte, or a token's bytes; none where a special id was drawn, which only sampling from
 *     every id does
 * @param text the characters that became complete with it, to be printed as they come: empty inside a character of several
 *     bytes; U+FFFD stands for what is not UTF-8
 * @param entropy how hard it was to predict, in nats, 0 or more: of a byte by the entropy model (NaN where there is none),
 *     of a token by the model itself
 * @param probability with which it was drawn, over 0 and at most 1, of what the sampling options left to draw from
 * @param beginsPatch whether a patch begins with it; a token always is one
 */
@SuppressWarnings("ArrayRecordComponent") // made for each event, never compared
@API(status = API.Status.STABLE, since = "0.1")
public record GenerationEvent(
        int begin, byte[] bytes, String text, float entropy, float probability, boolean beginsPatch) {
    @Override
    public String toString() {
        return "GenerationEvent[" + begin + ", " + bytes.length + " bytes, \"" + text + "\"]";
    }
}
