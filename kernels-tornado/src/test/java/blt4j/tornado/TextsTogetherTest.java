package blt4j.tornado;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import blt4j.compute.Capacity;
import blt4j.compute.DeviceProfile;
import blt4j.compute.Executor;
import blt4j.compute.LoadedModel;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.compute.TextRows;
import blt4j.compute.cpu.CpuBackend;
import blt4j.device.BackendOptions;
import blt4j.device.Precision;
import blt4j.fixture.TestModels;
import blt4j.generation.BatchGenerator;
import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.Generator;
import blt4j.generation.ReadProgress;
import blt4j.generation.SamplingOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.generation.TextGenerator;
import blt4j.generation.TokenGenerator;
import blt4j.generation.TokenSession;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.TokenModel;
import blt4j.model.checkpoint.Checkpoint;
import blt4j.model.config.CheckpointOptions;
import blt4j.model.pipeline.Pipeline;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.vocabulary.Vocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** Texts whose steps are one launch, on TornadoVM's default device, against each by itself on the CPU. */
class TextsTogetherTest {
    private static final float TOLERANCE = 1e-3f;
    private static final SessionOptions OPTIONS = SessionOptions.ofCapacity(120);

    /** Of different lengths; the first patch of some ends where another's goes on. */
    private static final List<String> PROMPTS = List.of(
            "The lighthouse keeper",
            "a",
            "Über – 灯台守 – for thirty years, and then",
            "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
            "");

    @BeforeAll
    static void needsDevice() {
        assumeTrue(Devices.available(), "TornadoVM finds no device");
    }

    private static BltOptions on(String backend) {
        return BltOptions.DEFAULT.withBackend(new BackendOptions(backend, 0));
    }

    /** Written together, cut back and branched off, one of them written on alone, and together again. */
    @ParameterizedTest
    @CsvSource({"hf-tiny, STORED", "hf-gqa-bf16, STORED", "hf-tiny, BF16", "hf-tiny, Q8"})
    void eachWritesWhatItWritesAlone(String model, Precision precision) {
        Path folder = TestModels.folder(model);
        try (Blt cpu = Blt.open(folder, on("cpu").withPrecision(precision));
                Blt device = Blt.open(folder, on("tornado").withPrecision(precision))) {
            assertEquals(6, Session.reserve(device, OPTIONS, 6));
            List<Session> expected = sessions(cpu);
            List<Session> actual = sessions(device);
            expected.forEach(session -> write(List.of(session), 20, _ -> SamplingOptions.GREEDY));
            write(actual, 20, _ -> SamplingOptions.GREEDY);
            compare(expected, actual);
            for (List<Session> sessions : List.of(expected, actual)) {
                sessions.get(0).truncate(10);
                sessions.get(3).truncate(30);
                sessions.add(sessions.get(2).fork());
                sessions.get(5).append("!".getBytes(UTF_8));
                sessions.remove(4).close();
                write(List.of(sessions.get(1)), 3, _ -> SamplingOptions.GREEDY);
            }
            expected.forEach(session -> write(List.of(session), 9, _ -> SamplingOptions.GREEDY));
            write(actual, 9, _ -> SamplingOptions.GREEDY);
            compare(expected, actual);
            expected.forEach(Session::close);
            actual.forEach(Session::close);
        }
    }

    private static List<Session> sessions(Blt blt) {
        List<Session> sessions = new ArrayList<>();
        for (String prompt : PROMPTS) {
            sessions.add(Session.open(blt, OPTIONS));
            sessions.getLast().append(prompt.getBytes(UTF_8));
        }
        return sessions;
    }

    private static void write(List<Session> sessions, int bytes, Function<Integer, SamplingOptions> sampling) {
        List<TextGenerator> generators = new ArrayList<>();
        for (Session session : sessions) {
            generators.add(new Generator(session, sampling.apply(generators.size()), GenerationListener.NONE));
        }
        new BatchGenerator(generators).run(new GenerationLimits(bytes, List.of(), false));
    }

    private static void compare(List<Session> expected, List<Session> actual) {
        for (int i = 0; i < expected.size(); i++) {
            Session wanted = expected.get(i);
            Session found = actual.get(i);
            assertArrayEquals(wanted.bytes(), found.bytes(), "text " + i);
            assertEquals(wanted.patches(), found.patches(), "text " + i);
            assertArrayEquals(wanted.entropies(), found.entropies(), TOLERANCE, "text " + i);
            float[] logits = new float[Vocabulary.SIZE];
            float[] other = new float[Vocabulary.SIZE];
            for (int at = 0; at <= wanted.length(); at++) {
                wanted.nextByteLogits(at, logits);
                found.nextByteLogits(at, other);
                assertArrayEquals(logits, other, TOLERANCE, "text " + i + ", byte " + at);
            }
        }
    }

    /** Draws take one step of all texts a byte, of three executions at most, and no text asks for anything by itself. */
    @Test
    void aByteOfAllIsThreeExecutionsAtMost() {
        Path mini = Path.of("..", "models", "blt-mini");
        SessionOptions options = OPTIONS.withoutDistributions();
        int written = 12;
        int texts = 10;
        Function<Integer, SamplingOptions> seeds =
                text -> SamplingOptions.PLAIN.withTemperature(0.8).withSeed(text);
        try (Blt cpu = Blt.open(mini, on("cpu"));
                Blt device = Blt.open(mini, on("tornado"));
                Session prompt = prompt(cpu, options)) {
            assertEquals(texts, Session.reserve(device, options, texts));
            List<Session> together = new ArrayList<>(List.of(prompt(device, options)));
            while (together.size() < texts) {
                together.add(together.getFirst().fork());
            }
            write(together, 2, seeds); // compiles
            together.forEach(session -> session.truncate(prompt.length()));
            Executor executor = LoadedModel.of(device.backend()).executor();
            executor.startProfile();
            write(together, written, seeds);
            DeviceProfile profile = executor.stopProfile().orElseThrow();
            // Before the first byte, whatever is asked of a text is asked of it alone.
            assertTrue(profile.runs() <= 3 * written + texts, profile.toString());
            long drawn = (long) texts * (Vocabulary.SIZE + 2) * Float.BYTES;
            long logits = (long) texts * Vocabulary.SIZE * Float.BYTES;
            assertTrue(profile.bytesOut() <= (written + 1) * drawn + logits + 64 * profile.runs(), profile.toString());
            for (int i = 0; i < texts; i++) {
                try (Session alone = prompt.fork();
                        Session other = together.get(i)) {
                    new Generator(alone, seeds.apply(i), GenerationListener.NONE)
                            .run(new GenerationLimits(written, List.of(), false));
                    assertArrayEquals(alone.bytes(), other.bytes(), "text " + i);
                }
            }
        }
    }

    private static Session prompt(Blt blt, SessionOptions options) {
        Session session = Session.open(blt, options);
        session.append("Once upon a time, ".getBytes(UTF_8));
        session.predict(ReadProgress.NONE);
        return session;
    }

    @Test
    void tokensAreTheSameTogether() {
        Path folder = TestModels.resource("tokens/llama-tied");
        try (TokenModel cpu = TokenModel.open(folder, on("cpu"));
                TokenModel device = TokenModel.open(folder, on("tornado"))) {
            assertEquals(4, TokenSession.reserve(device, 100, 4));
            List<TokenSession> together = new ArrayList<>();
            List<TokenGenerator> generators = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                together.add(tokens(device, i));
                generators.add(new TokenGenerator(together.get(i), SamplingOptions.GREEDY, GenerationListener.NONE));
            }
            new BatchGenerator(generators).run(GenerationLimits.bytes(20));
            for (int i = 0; i < 4; i++) {
                try (TokenSession alone = tokens(cpu, i);
                        TokenSession other = together.get(i)) {
                    new TokenGenerator(alone, SamplingOptions.GREEDY, GenerationListener.NONE)
                            .run(GenerationLimits.bytes(20));
                    assertArrayEquals(alone.bytes(), other.bytes(), "text " + i);
                    assertArrayEquals(alone.nextLogits(), other.nextLogits(), TOLERANCE, "text " + i);
                }
            }
        }
    }

    private static TokenSession tokens(TokenModel model, int text) {
        TokenSession session = TokenSession.open(model, 100);
        session.read(PROMPTS.get(text).getBytes(UTF_8), ReadProgress.NONE);
        return session;
    }

    /** With tables in their file; where launches are recorded, and so as many as for all; and where a recording is lost. */
    @Test
    void manyAndFewAreTheSameHoweverTheyAreLaunched() {
        try (Checkpoint checkpoint = Checkpoint.open(TestModels.folder("hf-gqa-bf16"), CheckpointOptions.DEFAULT)) {
            Program encoder = Pipeline.of(checkpoint.config(), checkpoint.weights())
                    .blt()
                    .orElseThrow()
                    .encoder();
            List<Program> programs = List.of(encoder);
            List<float[]> expected;
            try (CpuBackend cpu = new CpuBackend(1);
                    Executor executor = cpu.load(programs, checkpoint.weights(), Precision.STORED)) {
                expected = hidden(executor, encoder);
            }
            TornadoDevice device = Devices.probe().select("tornado").device();
            WeightStore store = new WeightStore(
                    programs,
                    checkpoint.weights(),
                    Precision.STORED,
                    new WeightStore.Limits(1 << 28, 0, Target.of(device)));
            Frozen frozen = new Frozen();
            for (Optional<Recording> recording : List.of(Optional.<Recording>empty(), Optional.<Recording>of(frozen))) {
                try (Executor executor = new TornadoExecutor(device, programs, store, recording, _ -> Tuning.NONE)) {
                    assertEquals(TEXTS, executor.reserve(Capacity.of(40), TEXTS));
                    List<float[]> actual = hidden(executor, encoder);
                    for (int i = 0; i < expected.size(); i++) {
                        assertArrayEquals(expected.get(i), actual.get(i), TOLERANCE, "row " + i);
                    }
                }
            }
            assertTrue(frozen.launches > 0, "nothing was launched as recorded");
        }
    }

    private static final int TEXTS = 11;

    /** Keeps grids as they are; records nothing. */
    private static final class Frozen extends Recording {
        private int launches;

        Frozen() {
            super("", Optional.empty());
        }

        @Override
        TornadoExecutionPlan record(TornadoExecutionPlan plan) {
            launches++;
            return plan;
        }
    }

    /** The newest rows of eleven texts after steps of all, of three and of all again. */
    private static List<float[]> hidden(Executor executor, Program program) {
        List<TextCaches> texts = IntStream.range(0, TEXTS)
                .mapToObj(_ -> executor.allocate(Capacity.of(40)))
                .toList();
        int[] positions = new int[TEXTS];
        for (int text = 0; text < TEXTS; text++) {
            positions[text] = 1 + 2 * text;
            executor.run(program, texts.get(text), rows(text, 0, positions[text]));
        }
        List<float[]> hidden = new ArrayList<>();
        Buffer output = program.outputs().getFirst();
        for (int count : new int[] {TEXTS, 3, 1, TEXTS}) {
            List<TextRows> parts = new ArrayList<>();
            for (int text = 0; text < count; text++) {
                parts.add(new TextRows(texts.get(text), rows(text, positions[text]++, 1)));
            }
            executor.runTogether(program, parts);
            for (TextRows part : parts) {
                float[] row = new float[output.width()];
                executor.read(
                        program,
                        part.caches(),
                        output,
                        output.cached() ? part.rows().start() : 0,
                        1,
                        row,
                        0);
                hidden.add(row);
            }
        }
        texts.forEach(TextCaches::close);
        return hidden;
    }

    private static Rows rows(int text, int start, int count) {
        Rows rows = new Rows(count).cover(start, count);
        for (int r = 0; r < count; r++) {
            rows.of(RowInput.ID)[r] = 4 + (7 * text + 31 * (start + r)) % 250;
        }
        return rows;
    }
}
