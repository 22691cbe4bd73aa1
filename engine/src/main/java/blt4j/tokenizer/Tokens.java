package blt4j.tokenizer;

import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * A text in tokens.
 *
 * @param ids one per token, without what a post-processor adds around them
 * @param lengths the bytes of the text that each token stands for, in order; they sum to the text's length
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Tokens(int[] ids, int[] lengths) {
    /** Checks that there are as many lengths as ids. */
    public Tokens {
        if (ids.length != lengths.length) {
            throw new IllegalArgumentException(ids.length + " ids and " + lengths.length + " lengths");
        }
    }

    /** {@return how many tokens there are} */
    public int count() {
        return ids.length;
    }

    /** {@return how many bytes they stand for} */
    public int bytes() {
        return IntStream.of(lengths).sum();
    }
}
