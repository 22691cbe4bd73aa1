package blt4j.fault;

import blt4j.BltException;
import blt4j.device.BackendOptions;
import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.vocabulary.Vocabulary;
import java.nio.file.Path;
import java.util.Arrays;

/** A program of its own, because its heap is small: a session reads until the heap ends, is cut back, and goes on. */
final class UntilTheHeapEnds {
    private static final int PIECE = 200;
    private static final int KEPT = 600;
    private static final float TOLERANCE = 1e-3f;

    private UntilTheHeapEnds() {}

    /**
     * Runs.
     *
     * @param args the model's folder
     */
    public static void main(String[] args) {
        try (Blt blt = Blt.open(Path.of(args[0]), BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", 2)))) {
            float[] gone = afterTheEnd(blt);
            float[] fresh;
            try (Session session = Session.open(blt, SessionOptions.ofCapacity(KEPT + PIECE))) {
                session.append(text(0, KEPT));
                session.append(text(7, PIECE));
                fresh = answers(session);
            }
            for (int i = 0; i < fresh.length; i++) {
                if (!(Math.abs(gone[i] - fresh[i]) <= TOLERANCE)) {
                    System.out.println("number " + i + " is " + gone[i] + " in place of " + fresh[i]);
                    return;
                }
            }
            System.out.println("same");
        }
    }

    private static float[] afterTheEnd(Blt blt) {
        try (Session session = Session.open(blt, SessionOptions.ofCapacity(100_000))) {
            try {
                while (true) {
                    session.append(text(session.length(), PIECE));
                    session.predict(ReadProgress.NONE);
                }
            } catch (BltException e) {
                System.out.println("told: " + e.getMessage());
            }
            session.truncate(KEPT);
            session.append(text(7, PIECE));
            return answers(session);
        }
    }

    private static float[] answers(Session session) {
        float[] entropies = session.entropies();
        float[] all = Arrays.copyOf(entropies, entropies.length + Vocabulary.SIZE);
        float[] logits = new float[Vocabulary.SIZE];
        session.nextByteLogits(session.length(), logits);
        System.arraycopy(logits, 0, all, entropies.length, logits.length);
        return all;
    }

    private static byte[] text(int from, int count) {
        byte[] text = new byte[count];
        for (int i = 0; i < count; i++) {
            text[i] = (byte) "the keeper of the light ".charAt((from + i) % 24);
        }
        return text;
    }
}
