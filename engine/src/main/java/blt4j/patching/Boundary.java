package blt4j.patching;

import org.apiguardian.api.API;

/**
 * What a rule asks of an entropy before it is known: a patch begins after the position if its entropy exceeds
 * {@code least} and is by more than {@code rise} above {@code base}; in nats, compared in float32. Rules that ask less
 * leave the rest to numbers that every entropy, or none, exceeds.
 *
 * @param least what the entropy has to exceed
 * @param base the entropy that it has to rise from
 * @param rise by more than how much
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Boundary(float least, float base, float rise) {
    /** A patch begins whatever the entropy is. */
    static final Boundary ALWAYS = new Boundary(-Float.MAX_VALUE, 0, -Float.MAX_VALUE);

    /** No patch begins whatever the entropy is. */
    static final Boundary NEVER = new Boundary(Float.MAX_VALUE, 0, -Float.MAX_VALUE);

    static Boundary above(double threshold) {
        return new Boundary((float) threshold, 0, -Float.MAX_VALUE);
    }

    static Boundary risingFrom(float base, double rise) {
        return new Boundary(-Float.MAX_VALUE, base, (float) rise);
    }
}
