package blt4j.visualizer.guess;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a class bets on the next character: a vote for each time that somebody names one, and from the votes a share. As in
 * T. Cover and R. King, "A convergent gambling estimate of the entropy of English" (1978), what a player stakes on what
 * comes is the probability that they gave it.
 *
 * <p>A little is kept back and spread evenly over all bytes, so that what nobody named costs much and not everything.
 *
 * @param votes by character, in the order in which they were named
 */
record Bets(Map<String, Integer> votes) {
    /** Nobody has bet. */
    static final Bets NONE = new Bets(Map.of());

    /** The part that is kept back. */
    static final double KEPT = 0.05;

    private static final int BYTES = 256;

    Bets {
        votes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(votes));
    }

    /** A vote for each character that was typed. */
    static Bets of(String typed) {
        Map<String, Integer> votes = new LinkedHashMap<>();
        typed.codePoints().forEach(c -> votes.merge(Character.toString(c), 1, Integer::sum));
        return new Bets(votes);
    }

    boolean none() {
        return votes.isEmpty();
    }

    /**
     * What the class gives a byte.
     *
     * @param before the bytes of the same character that are known already: who bet on a character bet on all its bytes
     * @return empty if none of the votes is for a character that begins so: then nothing was bet on this byte
     */
    OptionalDouble probability(byte[] before, int value) {
        int alive = 0;
        int right = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            byte[] bytes = vote.getKey().getBytes(StandardCharsets.UTF_8);
            if (bytes.length > before.length && begins(bytes, before)) {
                alive += vote.getValue();
                right += (bytes[before.length] & 0xFF) == value ? vote.getValue() : 0;
            }
        }
        return alive == 0 ? OptionalDouble.empty() : OptionalDouble.of((1 - KEPT) * right / alive + KEPT / BYTES);
    }

    private static boolean begins(byte[] bytes, byte[] beginning) {
        return java.util.Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
    }
}
