package blt4j.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.stage.Stage;
import blt4j.stage.StageProgram;
import blt4j.stage.StageRows;
import blt4j.vocabulary.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions answer the same however the text came to be. */
class SessionTest {
    private static final float TOLERANCE = 5e-5f;
    private static final byte[] TEXT =
            ("Bytes that are easy to predict are gathered into long patches;\nbytes that are hard begin a new one. "
                            + "字节潜在变换器按熵切分。\nThe latent transformer runs once for every patch.\n")
                    .repeat(2)
                    .getBytes(StandardCharsets.UTF_8);
    private static final SessionOptions ROOM = SessionOptions.ofCapacity(2 * TEXT.length);

    @ParameterizedTest
    @ValueSource(strings = {"hf-tiny", "hf-gqa-bf16", "meta-tiny"})
    void anySplitOfTheInputAnswersTheSame(String model) {
        try (Blt blt = TestModels.open(model);
                Session whole = Session.open(blt, ROOM)) {
            whole.append(TEXT);
            Random random = new Random(1);
            for (int trial = 0; trial < 4; trial++) {
                try (Session split = Session.open(blt, ROOM)) {
                    int at = 0;
                    while (at < TEXT.length) {
                        int n = Math.min(TEXT.length - at, 1 + random.nextInt(trial == 0 ? 1 : 60));
                        split.append(Arrays.copyOfRange(TEXT, at, at + n));
                        at += n;
                        if (random.nextBoolean()) {
                            split.predict(ReadProgress.NONE);
                        }
                    }
                    assertSameAnswers(whole, split);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf-tiny", "meta-tiny"})
    void editingInTheMiddleEqualsReadingAnew(String model) {
        try (Blt blt = TestModels.open(model);
                Session edited = Session.open(blt, ROOM)) {
            edited.append(TEXT);
            edited.predict(ReadProgress.NONE);
            Random random = new Random(2);
            for (int trial = 0; trial < 6; trial++) {
                int at = random.nextInt(edited.length());
                byte[] tail = new byte[random.nextInt(40)];
                random.nextBytes(tail);
                edited.truncate(at);
                edited.append(tail);
                try (Session fresh = Session.open(blt, ROOM)) {
                    fresh.append(edited.bytes());
                    assertSameAnswers(fresh, edited);
                }
            }
        }
    }

    @Test
    void ringCachesUnderAWindowAnswerAsWholeOnesDo() {
        byte[] text = new byte[2500];
        new Random(4).nextBytes(text);
        SessionOptions options = SessionOptions.ofCapacity(text.length);
        try (Blt blt = TestModels.openWindowed("hf-tiny", 24);
                Session ring = Session.open(blt, options.withRewind(10));
                Session whole = Session.open(blt, options)) {
            assertTrue(Session.memoryBytes(blt, options.withRewind(10)) < Session.memoryBytes(blt, options));
            ring.append(text);
            whole.append(text);
            assertSameAnswers(whole, ring);
            for (int length : new int[] {2495, 2480, 700}) {
                ring.truncate(length);
                whole.truncate(length);
                ring.append((byte) length);
                whole.append((byte) length);
                assertSameAnswers(whole, ring);
            }
        }
    }

    @Test
    void aForkGoesItsOwnWay() {
        try (Blt blt = TestModels.open("hf-tiny");
                Session original = Session.open(blt, ROOM)) {
            original.append(TEXT);
            original.predict(ReadProgress.NONE);
            try (Session fork = original.fork();
                    Session fresh = Session.open(blt, ROOM)) {
                fork.truncate(40);
                fork.append("elsewhere".getBytes(StandardCharsets.UTF_8));
                fresh.append(fork.bytes());
                assertSameAnswers(fresh, fork);
                assertArrayEquals(TEXT, original.bytes());
                try (Session again = Session.open(blt, ROOM)) {
                    again.append(TEXT);
                    assertSameAnswers(again, original);
                }
            }
        }
    }

    @Test
    void repatchingEqualsReadingAnewWithThatPatching() {
        try (Blt blt = TestModels.open("hf-tiny");
                Session session = Session.open(blt, ROOM)) {
            session.append(TEXT);
            session.predict(ReadProgress.NONE);
            float[] sorted = session.entropies();
            Arrays.sort(sorted);
            PatcherConfig[] configs = {
                new PatcherConfig(new Threshold(sorted[sorted.length / 2])),
                new PatcherConfig(new Static(5, true)),
                new PatcherConfig(new Threshold(sorted[sorted.length * 3 / 4]), OptionalInt.of(6), true),
                new PatcherConfig(new Threshold(sorted[sorted.length * 3 / 4] + 1e-4), OptionalInt.of(6), true),
                new PatcherConfig(new PatcherConfig.Space()),
            };
            for (PatcherConfig config : configs) {
                session.repatch(config);
                try (Session fresh = Session.open(blt, ROOM.withPatching(config))) {
                    fresh.append(TEXT);
                    assertSameAnswers(fresh, session);
                }
            }
        }
    }

    @Test
    void everyStageRunsOnceForEachOfItsRows() {
        Map<Stage, Integer> rows = new EnumMap<>(Stage.class);
        try (Blt blt = TestModels.open("hf-tiny");
                Session session = Session.open(blt, ROOM)) {
            session.observe(new SessionObserver() {
                @Override
                public void ran(StageProgram program, StageRows run, long nanoseconds) {
                    if (!program.name().startsWith("patch-")) {
                        rows.merge(program.stage(), run.count(), Integer::sum);
                    }
                }

                @Override
                public void kept(StageProgram program, int count) {}
            });
            float[] logits = new float[Vocabulary.SIZE];
            for (byte b : TEXT) {
                session.append(b);
                session.nextByteLogits(session.length(), logits);
            }
            assertEquals(TEXT.length + 1, rows.get(Stage.ENTROPY_MODEL));
            assertEquals(TEXT.length + 1, rows.get(Stage.LOCAL_ENCODER));
            assertEquals(TEXT.length + 1, rows.get(Stage.LOCAL_DECODER));
            assertEquals(session.completePatches(), rows.get(Stage.LATENT_TRANSFORMER));
        }
    }

    @Test
    void aStoppedReadCanGoOn() {
        byte[] text = new byte[3000];
        new Random(3).nextBytes(text);
        SessionOptions options = SessionOptions.ofCapacity(text.length);
        try (Blt blt = TestModels.open("hf-tiny");
                Session stopped = Session.open(blt, options);
                Session fresh = Session.open(blt, options)) {
            assertThrows(CancellationException.class, () -> stopped.append(text, (stage, done, total) -> done < 1000));
            assertEquals(text.length, stopped.length());
            fresh.append(text);
            assertSameAnswers(fresh, stopped);
        }
    }

    @Test
    void withoutKeptDistributionsTheNewestIsThere() {
        try (Blt blt = TestModels.open("hf-tiny");
                Session lean = Session.open(blt, ROOM.withoutDistributions());
                Session full = Session.open(blt, ROOM)) {
            lean.append(TEXT);
            full.append(TEXT);
            lean.truncate(100);
            full.truncate(100);
            float[] a = new float[Vocabulary.SIZE];
            float[] b = new float[Vocabulary.SIZE];
            lean.nextByteLogits(100, a);
            full.nextByteLogits(100, b);
            assertArrayEquals(b, a, TOLERANCE);
            lean.entropyModelLogits(100, a);
            full.entropyModelLogits(100, b);
            assertArrayEquals(b, a, TOLERANCE);
            assertThrows(BltException.class, () -> lean.nextByteLogits(50, a));
        }
    }

    @Test
    void theNumberOfThreadsChangesNoBit() {
        List<float[]> alone = logitsByteByByte(1);
        List<float[]> together = logitsByteByByte(3);
        for (int i = 0; i < alone.size(); i++) {
            assertArrayEquals(alone.get(i), together.get(i), "byte " + i);
        }
    }

    private static List<float[]> logitsByteByByte(int threads) {
        BltOptions options = BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", threads));
        List<float[]> all = new ArrayList<>();
        try (Blt blt = Blt.open(TestModels.folder("hf-gqa-bf16"), options);
                Session session =
                        Session.open(blt, SessionOptions.ofCapacity(64).withoutDistributions())) {
            for (byte b : "The lighthouse keeper's daughter".getBytes(StandardCharsets.UTF_8)) {
                session.append(b);
                float[] logits = new float[Vocabulary.SIZE];
                session.nextByteLogits(session.length(), logits);
                all.add(logits);
            }
        }
        return all;
    }

    /** transformers cuts patches of single bytes by its limit too, and none of them is then the one that it drops. */
    @Test
    void aLimitChangesNothingWhereEveryByteIsAPatch() {
        PatcherConfig bytes = new PatcherConfig(new PatcherConfig.EveryByte());
        try (Blt blt = TestModels.open("hf-gqa-bf16");
                Session limited = Session.open(blt, ROOM.withPatching(bytes.withMaxPatchLength(7)));
                Session free = Session.open(blt, ROOM.withPatching(bytes))) {
            for (byte b : "By bytes alone".getBytes(StandardCharsets.UTF_8)) {
                limited.append(b);
                free.append(b);
                assertSameAnswers(free, limited);
            }
        }
    }

    @Test
    void aFullSessionSaysSo() {
        try (Blt blt = TestModels.open("hf-tiny");
                Session session = Session.open(blt, SessionOptions.ofCapacity(4))) {
            session.append(new byte[4]);
            BltException e = assertThrows(BltException.class, () -> session.append((byte) 1));
            assertTrue(String.valueOf(e.getMessage()).contains("5 bytes"), e::toString);
            assertEquals(4, session.length());
        }
    }

    private static void assertSameAnswers(Session expected, Session actual) {
        assertArrayEquals(expected.bytes(), actual.bytes());
        assertArrayEquals(expected.entropies(), actual.entropies(), TOLERANCE);
        assertEquals(expected.patches(), actual.patches());
        float[] a = new float[Vocabulary.SIZE];
        float[] b = new float[Vocabulary.SIZE];
        for (int i = 0; i <= expected.length(); i++) {
            expected.nextByteLogits(i, a);
            actual.nextByteLogits(i, b);
            int at = i;
            assertArrayEquals(a, b, TOLERANCE, () -> "next-byte logits at " + at);
            expected.entropyModelLogits(i, a);
            actual.entropyModelLogits(i, b);
            assertArrayEquals(a, b, TOLERANCE, () -> "entropy model's logits at " + at);
        }
    }
}
