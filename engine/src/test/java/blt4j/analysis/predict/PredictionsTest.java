package blt4j.analysis.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.predict.TopPredictions.Prediction;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PredictionsTest {
    @Test
    void namesTheLikeliestAndTheActual() {
        float[] logits = new float[Vocabulary.SIZE];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[100] = (float) Math.log(8);
        logits[50] = (float) Math.log(4);
        logits[60] = (float) Math.log(4);
        TopPredictions top = TopPredictions.of(logits, 2, 60);
        assertEquals(2, top.likeliest().size());
        assertPrediction(100, 1, 0.5, top.likeliest().get(0));
        assertPrediction(50, 2, 0.25, top.likeliest().get(1));
        assertPrediction(60, 3, 0.25, top.actual().orElseThrow());
        assertEquals(2, top.actual().orElseThrow().surprisal(), 1e-6);
        assertEquals(1.5 * Math.log(2), top.entropy(), 1e-6);
        assertTrue(TopPredictions.of(logits, 3).actual().isEmpty());
        assertEquals(Vocabulary.SIZE, TopPredictions.of(logits, 999).likeliest().size());
    }

    private static void assertPrediction(int id, int rank, double probability, Prediction prediction) {
        assertEquals(id, prediction.id());
        assertEquals(rank, prediction.rank());
        assertEquals(probability, prediction.probability(), 1e-6);
    }

    @Test
    void ranksAreWhereTheListHasThem() {
        Random random = new Random(1);
        float[] logits = new float[Vocabulary.SIZE];
        for (int id = 0; id < logits.length; id++) {
            logits[id] = random.nextInt(50) / 5f;
        }
        for (Prediction p : TopPredictions.of(logits, Vocabulary.SIZE).likeliest()) {
            assertEquals(p, TopPredictions.prediction(logits, p.id()));
        }
    }

    @Test
    void bitsPerByteAddUp() {
        float[] even = new float[Vocabulary.SIZE];
        BitsPerByte guessing = new BitsPerByte();
        guessing.add(even, 7);
        guessing.add(even, 200);
        double bits = Math.log(260) / Math.log(2);
        assertEquals(bits, guessing.bitsPerByte(), 1e-9);
        assertEquals(bits, guessing.meanEntropy(), 1e-9);
        float[] sure = new float[Vocabulary.SIZE];
        sure[9] = 200;
        BitsPerByte knowing = new BitsPerByte();
        knowing.add(sure, 9);
        assertEquals(0, knowing.bitsPerByte(), 1e-9);
        assertEquals(1, knowing.accuracy());
        guessing.add(knowing);
        assertEquals(3, guessing.bytes());
        assertEquals(2 * bits / 3, guessing.bitsPerByte(), 1e-9);
    }

    @Test
    void aDistributionIsReadAsItIs() {
        float[] probabilities = new float[Vocabulary.SIZE];
        probabilities[70] = 0.75f;
        probabilities[71] = 0.25f;
        TopPredictions top = TopPredictions.ofProbabilities(probabilities, 3, 71);
        assertEquals(70, top.likeliest().getFirst().id());
        assertEquals(0.75, top.likeliest().getFirst().probability(), 1e-6);
        assertEquals(2, top.actual().orElseThrow().rank());
        assertEquals(0.25, top.actual().orElseThrow().probability(), 1e-6);
        assertEquals(0, top.likeliest().get(2).probability(), 1e-12, "what is ruled out");
    }
}
