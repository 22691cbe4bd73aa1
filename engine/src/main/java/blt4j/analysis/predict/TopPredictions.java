package blt4j.analysis.predict;

import blt4j.vocabulary.Vocabulary;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * What a distribution over the next id says.
 *
 * @param likeliest the likeliest ids in order, of equals the lowest first
 * @param actual the id that really came, if it is known
 * @param entropy how hard the next id is to predict, in nats
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TopPredictions(List<Prediction> likeliest, Optional<Prediction> actual, double entropy) {
    /**
     * One id's share.
     *
     * @param id its vocabulary id
     * @param rank its place among all ids, the likeliest being 1
     * @param probability 0 to 1
     */
    public record Prediction(int id, int rank, double probability) {
        /** {@return what the id tells when it comes, in bits: −log₂ of its probability} */
        public double surprisal() {
            return -Math.log(probability) / Math.log(2);
        }
    }

    /** Copies the list. */
    public TopPredictions {
        likeliest = List.copyOf(likeliest);
    }

    /**
     * {@return the likeliest ids of logits}
     *
     * @param logits one per id of the vocabulary
     * @param count how many of the likeliest to name
     */
    public static TopPredictions of(float[] logits, int count) {
        Softmax softmax = Softmax.of(logits);
        List<Prediction> likeliest = likeliest(logits, softmax).limit(count).toList();
        return new TopPredictions(likeliest, Optional.empty(), softmax.entropy(logits));
    }

    /**
     * {@return the likeliest ids of logits, and the one that really came}
     *
     * @param logits one per id of the vocabulary
     * @param count the most that are told
     * @param actual the id that came
     */
    public static TopPredictions of(float[] logits, int count, int actual) {
        TopPredictions top = of(logits, count);
        return new TopPredictions(top.likeliest, Optional.of(prediction(logits, actual)), top.entropy);
    }

    /**
     * {@return the likeliest ids of a distribution, such as a sampler draws from, and the one that was drawn}
     *
     * @param probabilities one per id of the vocabulary, summing to 1; ids that are ruled out have 0
     * @param count the most that are told
     * @param drawn the id that was drawn
     */
    public static TopPredictions ofProbabilities(float[] probabilities, int count, int drawn) {
        float[] logits = new float[probabilities.length];
        for (int id = 0; id < logits.length; id++) {
            logits[id] = (float) Math.log(Math.max(probabilities[id], Float.MIN_NORMAL));
        }
        return of(logits, count, drawn);
    }

    /**
     * {@return one id's place and probability among logits}
     *
     * @param logits one per id of the vocabulary
     * @param id of the vocabulary
     */
    public static Prediction prediction(float[] logits, int id) {
        int rank = 1;
        for (int other = 0; other < logits.length; other++) {
            rank += precedes(logits, other, id) ? 1 : 0;
        }
        return new Prediction(id, rank, Math.exp(Softmax.of(logits).logProbability(logits, id)));
    }

    private static boolean precedes(float[] logits, int one, int other) {
        return logits[one] > logits[other] || (logits[one] == logits[other] && one < other);
    }

    private static Stream<Prediction> likeliest(float[] logits, Softmax softmax) {
        int[] ids = IntStream.range(0, Vocabulary.SIZE)
                .boxed()
                .sorted((a, b) -> precedes(logits, a, b) ? -1 : a.equals(b) ? 0 : 1)
                .mapToInt(Integer::intValue)
                .toArray();
        return IntStream.range(0, ids.length)
                .mapToObj(i -> new Prediction(ids[i], i + 1, Math.exp(softmax.logProbability(logits, ids[i]))));
    }
}
