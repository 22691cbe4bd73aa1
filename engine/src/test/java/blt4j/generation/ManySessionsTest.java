package blt4j.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.fixture.TestModels;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Sessions that share a model do not disturb each other, and whatever is done to one, it equals a fresh one. */
class ManySessionsTest {
    private static final int THREADS = 16;
    private static final int CAPACITY = 400;
    private static final float ROUNDING = 1e-3f;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Numbers(byte[] text, float[] entropies, float[] logits) {}

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Numbers numbers(Session session) {
        float[] logits = new float[Vocabulary.SIZE];
        session.nextByteLogits(session.length(), logits);
        return new Numbers(session.bytes(), session.entropies(), logits);
    }

    private static Numbers fresh(Blt blt, byte[] text, PatcherConfig patching) {
        try (Session session =
                Session.open(blt, SessionOptions.ofCapacity(CAPACITY).withPatching(patching))) {
            session.append(text);
            return numbers(session);
        }
    }

    /** Appends, truncates, forks and repatches by a seed's will. */
    private static void disturb(Blt blt, long seed) {
        Random random = new Random(seed);
        PatcherConfig usual = blt.config().patching();
        Session session = Session.open(blt, SessionOptions.ofCapacity(CAPACITY));
        try {
            for (int step = 0; step < 24; step++) {
                switch (random.nextInt(5)) {
                    case 0 -> session.truncate(random.nextInt(session.length() + 1));
                    case 1 ->
                        session.repatch(
                                random.nextBoolean()
                                        ? new PatcherConfig(new PatcherConfig.Static(1 + random.nextInt(6)))
                                        : usual);
                    case 2 -> {
                        Session fork = session.fork();
                        session.append(bytes(random, Math.min(3, CAPACITY - session.length())));
                        session.close();
                        session = fork;
                    }
                    default ->
                        session.append(bytes(random, random.nextInt(1 + Math.min(40, CAPACITY - session.length()))));
                }
                if (random.nextInt(4) == 0) {
                    numbers(session);
                }
            }
            Numbers got = numbers(session);
            Numbers wanted = fresh(blt, got.text(), session.patching());
            assertArrayEquals(wanted.entropies(), got.entropies(), ROUNDING);
            assertArrayEquals(wanted.logits(), got.logits(), ROUNDING);
        } finally {
            session.close();
        }
    }

    @Test
    void sixteenThreadsOnOneModel() throws InterruptedException, ExecutionException {
        try (Blt blt = TestModels.open("hf-tiny");
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < 3 * THREADS; i++) {
                long seed = i;
                runs.add(threads.submit(() -> disturb(blt, seed)));
            }
            for (Future<?> run : runs) {
                run.get();
            }
            assertEquals(3 * THREADS, runs.size());
        }
    }
}
