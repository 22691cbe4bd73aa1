package blt4j.visualizer.state;

import blt4j.analysis.predict.TopPredictions;
import blt4j.generation.Session;
import blt4j.vocabulary.Vocabulary;
import java.util.Optional;

/**
 * What the entropy model thought before a byte came.
 *
 * @param index the byte
 * @param predictions the likeliest bytes in its place, and the byte itself; empty where they were not kept
 */
public record Inspection(int index, Optional<TopPredictions> predictions) {
    /** How many of the likeliest bytes are named. */
    public static final int LIKELIEST = 10;

    /**
     * Asks a session that has read what leads up to a byte; on the session's thread.
     *
     * @param index the byte's in the whole text
     * @param actual the byte's id
     */
    public static Inspection ofNext(Session session, int index, int actual) {
        float[] logits = new float[Vocabulary.SIZE];
        session.entropyModelLogits(session.length(), logits);
        return new Inspection(index, Optional.of(TopPredictions.of(logits, LIKELIEST, actual)));
    }

    /** Asks a session; on the session's thread. */
    public static Inspection of(Session session, int index) {
        boolean kept = session.options().keepDistributions() || index == session.length();
        if (!kept || session.blt().programs().entropyModel().isEmpty()) {
            return new Inspection(index, Optional.empty());
        }
        float[] logits = new float[Vocabulary.SIZE];
        session.entropyModelLogits(index, logits);
        TopPredictions predictions = index < session.length()
                ? TopPredictions.of(logits, LIKELIEST, session.idAt(index + 1))
                : TopPredictions.of(logits, LIKELIEST);
        return new Inspection(index, Optional.of(predictions));
    }
}
