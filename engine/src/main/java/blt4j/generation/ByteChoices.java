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
     * Judges each byte of a token after the ones before it. The last byte bears that the token ends after it too, so that the
     * bytes together are as surprising as the token is.
     *
     * @param weights how likely each id is, up to a factor
     * @param id a token that is text
     * @param surprisals where to note how surprising each byte was, in nats
     * @param entropies where to note how hard it was to predict, in nats
     * @param begin where in both the token's first byte is noted
     * @return how many of the bytes would be chosen
     */
    int judge(double[] weights, int id, float[] surprisals, float[] entropies, int begin) {
        byte[] token = alphabet.bytes(id);
        int from = 0;
        int to = sorted.length;
        int foreseen = 0;
        for (int at = 0; at < token.length; at++) {
            double ends = at == 0 ? weightOfMarks(weights) : 0;
            Arrays.fill(sums, 0);
            int first = to;
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
                    first = Math.min(first, i);
                    end = i + 1;
                }
            }
            double next = sums[token[at] & 0xFF];
            double all = ends + Arrays.stream(sums).sum();
            double most = Math.max(ends, Arrays.stream(sums).max().orElse(0));
            foreseen += next >= most ? 1 : 0;
            surprisals[begin + at] = (float) surprisal(next, all);
            entropies[begin + at] = (float) entropy(ends, all);
            from = first;
            to = end;
        }
        if (token.length > 0) {
            double begun = 0;
            for (int i = from; i < to; i++) {
                begun += weights[sorted[i]];
            }
            surprisals[begin + token.length - 1] += (float) surprisal(weights[id], begun);
        }
        return foreseen;
    }

    /** What is too unlikely for a number counts as the least that there is. */
    private static double surprisal(double part, double all) {
        return Math.log(Math.max(all, Double.MIN_NORMAL)) - Math.log(Math.max(part, Double.MIN_NORMAL));
    }

    /** Of the {@link #sums} and the end. */
    private double entropy(double ends, double all) {
        double entropy = term(ends, all);
        for (double sum : sums) {
            entropy += term(sum, all);
        }
        return entropy;
    }

    private static double term(double part, double all) {
        return part > 0 ? part / all * surprisal(part, all) : 0;
    }

    private double weightOfMarks(double[] weights) {
        double marks = 0;
        for (int id = 0; id < weights.length; id++) {
            marks += alphabet.isText(id) ? 0 : weights[id];
        }
        return marks;
    }
}
