package blt4j.vocabulary;

import org.apiguardian.api.API;

/**
 * The hash of byte n-grams that picks rows of the hash embedding tables (BLT, section 3.2.1; the polynomial and its
 * primes are those of the published models).
 *
 * <p>{@code hash = Σ_k id_{i−n+1+k} · P_f^k} in wrapping 64-bit arithmetic, where ids before the text count 0.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class NgramHash {
    private static final long[] PRIMES = {
        1000000007L,
        5915587277L,
        1500450271L,
        3267000013L,
        5754853343L,
        4093082899L,
        9576890767L,
        3628273133L,
        2860486313L,
        5463458053L,
        3367900313L,
    };

    private NgramHash() {}

    /** {@return how many bases there are; functions beyond take them round again} */
    public static int primes() {
        return PRIMES.length;
    }

    /**
     * {@return the base {@code P_f} of a hash function}
     *
     * @param function its index, from 0
     */
    public static long prime(int function) {
        return PRIMES[function % PRIMES.length];
    }

    /**
     * The row of a table that the n-gram ending at a position picks.
     *
     * @param ids the text's ids from position 0 on
     * @param position where the n-gram ends
     * @param length the n of the n-gram
     * @param function which hash function
     * @param size the rows of the table
     * @return 0 to {@code size − 1}
     */
    public static int row(int[] ids, int position, int length, int function, int size) {
        long prime = prime(function);
        long hash = 0;
        for (int i = position; i > position - length; i--) {
            hash = hash * prime + (i < 0 ? 0 : ids[i]);
        }
        return (int) Math.floorMod(hash, (long) size);
    }
}
