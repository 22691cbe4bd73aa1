package blt4j.stage;

import org.apiguardian.api.API;

/**
 * What work costs.
 *
 * @param flops floating-point operations; a multiply-add counts two
 * @param weightBytes bytes of weights read, each weight once per run
 * @param stateBytes bytes of activations and caches read and written
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Cost(long flops, long weightBytes, long stateBytes) {
    /** Nothing. */
    public static final Cost ZERO = new Cost(0, 0, 0);

    /**
     * {@return the sum of two costs}
     *
     * @param other of other work
     */
    public Cost plus(Cost other) {
        return new Cost(flops + other.flops, weightBytes + other.weightBytes, stateBytes + other.stateBytes);
    }
}
