package blt4j.vocabulary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class NgramHashTest {
    @Test
    void agreesWithTheDefinitionInWrappingArithmetic() {
        int[] ids = {1, 72, 259, 4, 105, 36, 200, 201};
        for (int f = 0; f < 2 * NgramHash.primes(); f++) {
            for (int n = 1; n <= 9; n++) {
                for (int i = 0; i < ids.length; i++) {
                    assertEquals(defined(ids, i, n, NgramHash.prime(f), 4001), NgramHash.row(ids, i, n, f, 4001));
                }
            }
        }
    }

    private static int defined(int[] ids, int i, int n, long prime, int size) {
        BigInteger sum = BigInteger.ZERO;
        for (int k = 0; k < n; k++) {
            int at = i - n + 1 + k;
            BigInteger id = BigInteger.valueOf(at < 0 ? 0 : ids[at]);
            sum = sum.add(id.multiply(BigInteger.valueOf(prime).pow(k)));
        }
        return BigInteger.valueOf(sum.longValue()).mod(BigInteger.valueOf(size)).intValue();
    }
}
