package blt4j.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.compute.Executor;
import blt4j.compute.LoadedModel;
import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.generation.GenerationResult.Reason;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.BundledModels;
import blt4j.model.TokenModel;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Static;
import blt4j.program.Program;
import blt4j.stage.Stage;
import blt4j.vocabulary.Vocabulary;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that are written together are those that are written one after another. */
class BatchGeneratorTest {
    private static final List<String> PROMPTS = List.of(
            "The lighthouse ", "", "def main():\n    print(", "Ein Schiff f\u00e4hrt ", "\u8239 ", "0123456789 ");
    private static final GenerationLimits LIMITS = new GenerationLimits(28, List.of(), false);

    /** Threads, and how many texts: a panel and a bit, so that rows of several panels are at work. */
    @ParameterizedTest
    @CsvSource({"blt-mini, 1, 17", "hf-tiny, 2, 19"})
    void textsOfSeveralPromptsAreTheSameTogether(String model, int threads, int texts) {
        try (Blt blt = open(model, threads)) {
            Function<Integer, SamplingOptions> plain = SamplingOptions.PLAIN::withSeed;
            assertSame(blt, texts, plain, SessionOptions.ofCapacity(200).withoutDistributions(), LIMITS);
        }
    }

    @Test
    void greedyTextsAreTheSameTogether() {
        try (Blt blt = open("blt-mini", 1)) {
            SessionOptions options = SessionOptions.ofCapacity(200);
            assertSame(blt, 6, _ -> SamplingOptions.GREEDY.withEveryId(false), options, LIMITS);
        }
    }

    @Test
    void aLimitOnPatchesIsKeptTogether() {
        try (Blt blt = TestModels.open("hf-tiny")) {
            PatcherConfig rule = new PatcherConfig(new Static(3)).withMaxPatchLength(2);
            SessionOptions options = SessionOptions.ofCapacity(200).withPatching(rule);
            assertSame(blt, 5, SamplingOptions.PLAIN::withSeed, options, LIMITS);
        }
    }

    /** Some end early: by a stop string, by the end of a text, for want of room. */
    @Test
    void whoEndsEarlyLeavesTheOthersAsTheyAre() {
        try (Blt blt = open("blt-mini", 1)) {
            SessionOptions options = SessionOptions.ofCapacity(60).withoutDistributions();
            GenerationLimits limits = new GenerationLimits(50, List.of("e ", "\n"), true);
            List<GenerationResult> results = assertSame(blt, 6, SamplingOptions.PLAIN::withSeed, options, limits);
            assertTrue(results.stream().map(GenerationResult::reason).distinct().count() > 1, results::toString);
        }
    }

    @Test
    void forksOfAPromptWriteTheSameTogether() {
        try (Blt blt = open("blt-mini", 1);
                Session prompt =
                        Session.open(blt, SessionOptions.ofCapacity(200).withoutDistributions())) {
            prompt.append("Once upon a time".getBytes(UTF_8));
            prompt.predict(ReadProgress.NONE);
            List<Session> forks =
                    IntStream.range(0, 8).mapToObj(_ -> prompt.fork()).toList();
            new BatchGenerator(IntStream.range(0, 8)
                            .mapToObj(i -> new Generator(
                                    forks.get(i), SamplingOptions.PLAIN.withSeed(i), GenerationListener.NONE))
                            .toList())
                    .run(LIMITS);
            for (int i = 0; i < 8; i++) {
                try (Session alone = prompt.fork();
                        Session together = forks.get(i)) {
                    new Generator(alone, SamplingOptions.PLAIN.withSeed(i), GenerationListener.NONE).run(LIMITS);
                    assertArrayEquals(alone.bytes(), together.bytes());
                }
            }
        }
    }

    @Test
    void tokensAreTheSameTogether() {
        try (TokenModel model = TokenModel.open(bundled("bpe-mini"), BltOptions.DEFAULT)) {
            List<TokenSession> together = new ArrayList<>();
            List<TokenGenerator> generators = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                together.add(read(model, PROMPTS.get(i)));
                generators.add(new TokenGenerator(
                        together.get(i), SamplingOptions.PLAIN.withSeed(i), GenerationListener.NONE));
            }
            List<GenerationResult> results = new BatchGenerator(generators).run(LIMITS);
            for (int i = 0; i < 6; i++) {
                try (TokenSession alone = read(model, PROMPTS.get(i));
                        TokenSession other = together.get(i)) {
                    GenerationResult result = new TokenGenerator(
                                    alone, SamplingOptions.PLAIN.withSeed(i), GenerationListener.NONE)
                            .run(LIMITS);
                    assertArrayEquals(alone.bytes(), other.bytes());
                    assertEquals(result.bytes(), results.get(i).bytes());
                    assertEquals(alone.surprisal(alone.count() - 1), other.surprisal(other.count() - 1), 1e-4f);
                }
            }
        }
    }

    private static TokenSession read(TokenModel model, String prompt) {
        TokenSession session = TokenSession.open(model, 200);
        session.read(model.tokenizer().normalised(prompt.getBytes(UTF_8)), ReadProgress.NONE);
        return session;
    }

    /** What is told of each byte is told together as well, and the stages have as many rows. */
    @Test
    void listenersHearTheSame() {
        try (Blt blt = TestModels.open("hf-tiny")) {
            List<Heard> alone = new ArrayList<>();
            List<Heard> together = new ArrayList<>();
            List<Session> sessions = new ArrayList<>();
            List<Generator> generators = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sessions.add(read(blt, i, SessionOptions.ofCapacity(200)));
                together.add(new Heard());
                generators.add(new Generator(sessions.get(i), SamplingOptions.PLAIN.withSeed(i), together.get(i)));
                alone.add(new Heard());
                try (Session session = read(blt, i, SessionOptions.ofCapacity(200))) {
                    new Generator(session, SamplingOptions.PLAIN.withSeed(i), alone.get(i)).run(LIMITS);
                }
            }
            new BatchGenerator(generators).run(LIMITS);
            sessions.forEach(Session::close);
            for (int i = 0; i < 4; i++) {
                assertEquals(alone.get(i).events, together.get(i).events);
                assertEquals(alone.get(i).rows, together.get(i).rows);
                for (int n = 0; n < alone.get(i).numbers.size(); n++) {
                    assertEquals(
                            alone.get(i).numbers.get(n), together.get(i).numbers.get(n), 1e-3f);
                }
            }
        }
    }

    private static final class Heard implements GenerationListener {
        private final List<String> events = new ArrayList<>();
        private final List<Float> numbers = new ArrayList<>();
        private final Map<Stage, Integer> rows = new EnumMap<>(Stage.class);

        @Override
        public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
            events.add(index + ": " + value + " " + beginsPatch);
            numbers.add(entropy);
            numbers.add(probability);
        }

        @Override
        public void patchClosed(int patch, int begin, int end) {
            events.add(patch + ": " + begin + " to " + end);
        }

        @Override
        public void stageRan(Stage stage, int count, long nanoseconds) {
            rows.merge(stage, count, Integer::sum);
        }

        @Override
        public void finished(GenerationResult result) {
            events.add(result.reason() + " " + result.bytes() + " " + result.patches());
        }
    }

    /** A byte each of many texts is three runs, and three more if a patch ends in any of them. */
    @Test
    void aProgramRunsOnceForAllWhoAreDue() {
        try (Blt blt = open("blt-mini", 1)) {
            List<Session> sessions = IntStream.range(0, 20)
                    .mapToObj(i -> read(blt, i, SessionOptions.ofCapacity(50)))
                    .toList();
            sessions.forEach(session -> session.predict(ReadProgress.NONE));
            List<String> runs = new ArrayList<>();
            Executor counting = (Executor) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Executor.class}, (_, method, given) -> {
                        if (method.getName().startsWith("run")) {
                            runs.add(((Program) given[0]).name());
                        }
                        return method.invoke(LoadedModel.of(blt.backend()).executor(), given);
                    });
            sessions.forEach(session -> session.appendUnread(Vocabulary.id((byte) ' ')));
            Reading.catchUp(counting, sessions.stream().map(Session::reading).toList());
            assertEquals(List.of("entropy", "encoder", "patch-encoder", "latent", "patch-decoder", "decoder"), runs);
            sessions.forEach(Session::close);
        }
    }

    @Test
    void textsOfTwoModelsAreRefused() {
        try (Blt one = TestModels.open("hf-tiny");
                Blt other = TestModels.open("hf-tiny");
                Session first = read(one, 0, SessionOptions.ofCapacity(50));
                Session second = read(other, 0, SessionOptions.ofCapacity(50))) {
            List<Generator> generators = List.of(
                    new Generator(first, SamplingOptions.PLAIN, GenerationListener.NONE),
                    new Generator(second, SamplingOptions.PLAIN, GenerationListener.NONE));
            assertThrows(IllegalArgumentException.class, () -> new BatchGenerator(generators));
        }
    }

    @Test
    void allCanBeStopped() {
        try (Blt blt = TestModels.open("hf-tiny");
                Session first = read(blt, 0, SessionOptions.ofCapacity(2000));
                Session second = read(blt, 1, SessionOptions.ofCapacity(2000))) {
            List<BatchGenerator> batch = new ArrayList<>();
            GenerationListener stopping = new GenerationListener() {
                @Override
                public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
                    batch.getFirst().stop();
                }
            };
            batch.add(new BatchGenerator(List.of(
                    new Generator(first, SamplingOptions.PLAIN, stopping),
                    new Generator(second, SamplingOptions.PLAIN, GenerationListener.NONE))));
            List<GenerationResult> results = batch.getFirst().run(GenerationLimits.bytes(1000));
            assertEquals(
                    List.of(Reason.STOPPED, Reason.STOPPED),
                    results.stream().map(GenerationResult::reason).toList());
            assertEquals(1, results.getLast().bytes());
        }
    }

    private static List<GenerationResult> assertSame(
            Blt blt,
            int texts,
            Function<Integer, SamplingOptions> sampling,
            SessionOptions options,
            GenerationLimits limits) {
        List<Session> sessions = new ArrayList<>();
        List<Generator> generators = new ArrayList<>();
        for (int i = 0; i < texts; i++) {
            Session session = read(blt, i, options);
            sessions.add(session);
            generators.add(new Generator(session, sampling.apply(i), GenerationListener.NONE));
        }
        List<GenerationResult> results = new BatchGenerator(generators).run(limits);
        for (int i = 0; i < texts; i++) {
            try (Session alone = read(blt, i, options);
                    Session together = sessions.get(i)) {
                GenerationResult result = new Generator(alone, sampling.apply(i), GenerationListener.NONE).run(limits);
                assertArrayEquals(alone.bytes(), together.bytes(), "text " + i);
                assertArrayEquals(alone.patches().lengths(), together.patches().lengths(), "text " + i);
                assertArrayEquals(alone.entropies(), together.entropies(), 1e-4f, "text " + i);
                assertEquals(result.reason(), results.get(i).reason());
                assertEquals(result.bytes(), results.get(i).bytes());
                assertEquals(result.patches(), results.get(i).patches());
            }
        }
        return results;
    }

    private static Session read(Blt blt, int text, SessionOptions options) {
        Session session = Session.open(blt, options);
        session.append(PROMPTS.get(text % PROMPTS.size()).getBytes(UTF_8));
        return session;
    }

    private static Blt open(String model, int threads) {
        Path folder = model.startsWith("hf-") ? TestModels.folder(model) : bundled(model);
        return Blt.open(folder, BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", threads)));
    }

    private static Path bundled(String model) {
        return BundledModels.find(model).orElseThrow();
    }
}
