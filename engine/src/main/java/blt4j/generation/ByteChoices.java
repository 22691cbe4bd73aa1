package blt4j.generation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What a model over tokens would choose byte by byte, so that it can be held beside a model of bytes. After the first bytes
 * of a token the probability of a next byte is that of all tokens that begin with these bytes and go on with that one; against
 * them stands the probability that the token ends there. Belongs to one thread.
 */
final class ByteChoices {
    private final TokenAlphabet alphabet;
    /** The ids that are text, in the order of their bytes. */
    private final int[] sorted;

    private final double[] sums = new double[256];

    ByteChoices(TokenAlphabet alphabet) {
        this.alphabet = alphabet;
        this.sorted = IntStream.range(0, alphabet.size())
                .filter(alphabet::isText)
                .boxed()
                .sorted(Comparator.comparing(alphabet::bytes, Arrays::compareUnsigned))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * How many of a token's bytes would be chosen, each after the ones before it.
     *
     * @param weights how likely each id is, up to a factor
     * @param id a token that is text
     */
    int foreseen(double[] weights, int id) {
        byte[] token = alphabet.bytes(id);
        int from = 0;
        int to = sorted.length;
        int foreseen = 0;
        for (int at = 0; at < token.length; at++) {
            double ends = at == 0 ? weightOfMarks(weights) : 0;
            Arrays.fill(sums, 0);
            int begin = to;
            int end = from;
            for (int i = from; i < to; i++) {
                byte[] other = alphabet.bytes(sorted[i]);
                double weight = weights[sorted[i]];
                if (other.length == at) {
                    ends += weight;
                    continue;
                }
                sums[other[at] & 0xFF] += weight;
                if (other[at] == token[at]) {
                    begin = Math.min(begin, i);
                    end = i + 1;
                }
            }
            double most = Math.max(ends, Arrays.stream(sums).max().orElse(0));
            foreseen += sums[token[at] & 0xFF] >= most ? 1 : 0;
            from = begin;
            to = end;
        }
        return foreseen;
    }

    private double weightOfMarks(double[] weights) {
        double marks = 0;
        for (int id = 0; id < weights.length; id++) {
            marks += alphabet.isText(id) ? 0 : weights[id];
        }
        return marks;
    }
}
