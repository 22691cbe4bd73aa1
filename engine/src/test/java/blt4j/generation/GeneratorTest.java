package blt4j.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.fixture.TestModels;
import blt4j.generation.GenerationResult.Reason;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import blt4j.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorTest {
    private static final byte[] PROMPT = "A prompt, ".getBytes(UTF_8);

    @Test
    void greedyIsArgmaxOfAllIdsAsTheReferenceHasIt() {
        List<Integer> heard = new ArrayList<>();
        GenerationListener listener = new GenerationListener() {
            @Override
            public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
                heard.add(value);
            }
        };
        try (Safetensors expected =
                        Safetensors.open(TestModels.folder("hf-tiny").resolve("expected.safetensors"));
                Blt blt = TestModels.open("hf-tiny");
                Session session = Session.open(blt, SessionOptions.ofCapacity(500))) {
            int[] ids = expected.ints("rawbytes.ids");
            int[] greedy = expected.ints("rawbytes.greedy");
            session.appendIds(Arrays.copyOfRange(ids, 1, ids.length));
            GenerationResult result =
                    new Generator(session, SamplingOptions.GREEDY, listener).run(GenerationLimits.bytes(greedy.length));
            assertEquals(Reason.MAX_BYTES, result.reason());
            int[] drawn = new int[greedy.length];
            Arrays.setAll(drawn, i -> session.idAt(ids.length + i));
            assertArrayEquals(greedy, drawn, "the BOS and other specials among them");
            assertTrue(heard.stream().anyMatch(value -> value < 0), heard.toString());
            assertEquals(greedy[0] - 4, heard.getFirst());
        }
    }

    @Test
    void theSameSeedWritesTheSameValidUtf8() {
        try (Blt blt = TestModels.open("hf-tiny")) {
            byte[] once = write(blt, SamplingOptions.PLAIN.withSeed(5), 120);
            assertArrayEquals(once, write(blt, SamplingOptions.PLAIN.withSeed(5), 120));
            assertTrue(!Arrays.equals(once, write(blt, SamplingOptions.PLAIN.withSeed(6), 120)));
            assertTrue(Utf8.isValid(Arrays.copyOf(once, once.length - Utf8.incompleteTail(once, once.length))));
        }
    }

    private static byte[] write(Blt blt, SamplingOptions options, int bytes) {
        try (Session session = Session.open(blt, SessionOptions.ofCapacity(500))) {
            session.append(PROMPT);
            GenerationLimits limits = new GenerationLimits(bytes, List.of(), false);
            new Generator(session, options, GenerationListener.NONE).run(limits);
            return session.bytes();
        }
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void aListenerIsToldWhatEachByteIsDrawnFrom(SamplingOptions options) {
        try (Blt blt = TestModels.open("hf-tiny");
                Session session = Session.open(blt, SessionOptions.ofCapacity(500))) {
            session.append(PROMPT);
            float[] expected = new float[Vocabulary.SIZE];
            float[] logits = new float[Vocabulary.SIZE];
            List<Float> probabilities = new ArrayList<>();
            GenerationListener listener = new GenerationListener() {
                @Override
                public void drawn(int index, int id, float[] given) {
                    assertEquals(index, session.length(), "the byte is yet to come");
                    session.nextByteLogits(index, logits);
                    logits[Vocabulary.EOS] = Float.NEGATIVE_INFINITY;
                    new Sampler(options).distribution(logits, session.ids(), index + 1, expected);
                    assertArrayEquals(expected, given, 1e-6f);
                    probabilities.add(given[id]);
                }

                @Override
                public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
                    assertEquals(probabilities.getLast(), probability);
                }
            };
            new Generator(session, options, listener).run(new GenerationLimits(20, List.of(), false));
            assertEquals(20, probabilities.size());
        }
    }

    private static Stream<SamplingOptions> samplings() {
        SamplingOptions cut =
                SamplingOptions.PLAIN.withTemperature(0.8).withTopK(40).withTopP(0.9);
        return Stream.of(SamplingOptions.GREEDY, SamplingOptions.PLAIN, cut, cut.withRepetitionPenalty(1.2, 16));
    }

    @Test
    void aStopStringEndsTheText() {
        try (Blt blt = TestModels.open("hf-tiny")) {
            byte[] free = write(blt, SamplingOptions.PLAIN, 60);
            String stop = new String(free, PROMPT.length + 20, 1, UTF_8);
            boolean ascii = free[PROMPT.length + 20] >= 0;
            try (Session session = Session.open(blt, SessionOptions.ofCapacity(500))) {
                session.append(PROMPT);
                GenerationLimits limits =
                        new GenerationLimits(60, ascii ? List.of(stop) : List.of("\u0000\u0001"), false);
                GenerationResult result =
                        new Generator(session, SamplingOptions.PLAIN, GenerationListener.NONE).run(limits);
                assertEquals(ascii ? Reason.STOP_STRING : Reason.MAX_BYTES, result.reason());
            }
        }
    }

    @Test
    void aModelCanWriteInStaticPatches() {
        try (Blt blt = TestModels.open("hf-tiny");
                Session session = Session.open(
                        blt, SessionOptions.ofCapacity(500).withPatching(new PatcherConfig(new Static(4))))) {
            session.append(PROMPT);
            new Generator(session, SamplingOptions.GREEDY, GenerationListener.NONE).run(GenerationLimits.bytes(5));
            assertArrayEquals(new int[] {1, 4, 4, 4, 3}, session.patches().lengths());
        }
    }

    @Test
    void aModelWithoutItsEntropyModelCanWriteByRulesThatNeedNone(@TempDir Path folder) throws IOException {
        for (String file : List.of("config.json", "model.safetensors", "train_args.json")) {
            Files.copy(TestModels.folder("meta-tiny").resolve(file), folder.resolve(file));
        }
        List<Float> entropies = new ArrayList<>();
        GenerationListener listener = new GenerationListener() {
            @Override
            public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
                entropies.add(entropy);
            }
        };
        SessionOptions options = SessionOptions.ofCapacity(100).withPatching(new PatcherConfig(new Space()));
        try (Blt blt = Blt.open(folder);
                Session session = Session.open(blt, options)) {
            session.append(PROMPT);
            new Generator(session, SamplingOptions.GREEDY, listener).run(GenerationLimits.bytes(5));
            assertEquals(PROMPT.length + 5, session.length());
            assertEquals(Collections.nCopies(5, Float.NaN), entropies);
        }
    }
}
