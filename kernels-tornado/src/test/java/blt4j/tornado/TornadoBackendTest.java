package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import blt4j.BltException;
import blt4j.compute.Backend;
import blt4j.compute.Capacity;
import blt4j.compute.DeviceProfile;
import blt4j.compute.Executor;
import blt4j.compute.LoadedModel;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.compute.TuningListener;
import blt4j.compute.cpu.CpuBackend;
import blt4j.device.BackendOptions;
import blt4j.device.Precision;
import blt4j.fixture.TestModels;
import blt4j.fixture.TestWeights;
import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.Generator;
import blt4j.generation.ReadProgress;
import blt4j.generation.SamplingOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.generation.TokenGenerator;
import blt4j.generation.TokenSession;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.TokenModel;
import blt4j.model.checkpoint.Checkpoint;
import blt4j.model.config.CheckpointOptions;
import blt4j.model.pipeline.Pipeline;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.program.Weight;
import blt4j.stage.Stage;
import blt4j.vocabulary.Vocabulary;
import blt4j.weights.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** The backend as a whole, on TornadoVM's default device, against the CPU's. */
class TornadoBackendTest {
    private static Executor executor(Blt model) {
        return LoadedModel.of(model.backend()).executor();
    }

    private static final double TOLERANCE = 1e-3;
    private static final byte[] TEXT = "The lighthouse keeper had counted the ships – 灯台守 – for thirty years, and then"
            .getBytes(StandardCharsets.UTF_8);

    @BeforeAll
    static void needsDevice() {
        assumeTrue(Devices.available(), "TornadoVM finds no device");
    }

    private static Blt open(String name, String backend) {
        return Blt.open(TestModels.folder(name), BltOptions.DEFAULT.withBackend(new BackendOptions(backend, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf-tiny", "hf-gqa-bf16", "meta-tiny", "meta-tiny-entropy"})
    void answersAsTheCpuDoes(String name) {
        try (Blt cpu = open(name, "cpu");
                Blt device = open(name, "tornado");
                Session expected = Session.open(cpu, SessionOptions.ofCapacity(200));
                Session actual = Session.open(device, SessionOptions.ofCapacity(200))) {
            assertTrue(device.backend().describe().startsWith("TornadoVM"));
            for (Session session : List.of(expected, actual)) {
                session.append(TEXT);
                session.append((byte) '!');
                session.append((byte) ' ');
            }
            compare(expected, actual);
            if (cpu.config().blt().isPresent()) {
                assertArrayEquals(continued(expected, 24), continued(actual, 24));
                expected.truncate(40);
                actual.truncate(40);
                try (Session fork = actual.fork()) {
                    assertArrayEquals(continued(expected, 8), continued(fork, 8));
                    assertArrayEquals(Arrays.copyOfRange(expected.bytes(), 40, 48), continued(actual, 8));
                }
            }
        }
    }

    /** Reading, writing a token at a time, going back and branching off. */
    @ParameterizedTest
    @ValueSource(strings = {"llama-tied", "llama-untied"})
    void aModelOverTokensAnswersAsOnTheCpu(String name) {
        Path folder = TestModels.resource("tokens/" + name);
        try (TokenModel cpu = TokenModel.open(folder, on("cpu"));
                TokenModel device = TokenModel.open(folder, on("tornado"));
                TokenSession expected = TokenSession.open(cpu, 200);
                TokenSession actual = TokenSession.open(device, 200)) {
            assertTrue(device.backend().describe().startsWith("TornadoVM"));
            expected.read(TEXT, ReadProgress.NONE);
            actual.read(TEXT, ReadProgress.NONE);
            compare(expected, actual);
            assertArrayEquals(continued(expected, 24), continued(actual, 24));
            compare(expected, actual);
            expected.truncate(10);
            actual.truncate(10);
            try (TokenSession fork = actual.fork()) {
                assertArrayEquals(continued(expected, 8), continued(fork, 8));
                assertArrayEquals(fork.bytes(), continued(actual, 8));
            }
        }
    }

    private static void compare(TokenSession expected, TokenSession actual) {
        assertEquals(expected.count(), actual.count());
        for (int token = 0; token < expected.count(); token++) {
            assertEquals(expected.idAt(token), actual.idAt(token));
            assertEquals(expected.surprisal(token), actual.surprisal(token), TOLERANCE, "token " + token);
            assertEquals(expected.entropy(token), actual.entropy(token), TOLERANCE, "token " + token);
        }
        assertArrayEquals(expected.nextLogits(), actual.nextLogits(), (float) TOLERANCE);
    }

    /** All bytes of a text that has been written on, greedily. */
    private static byte[] continued(TokenSession session, int bytes) {
        new TokenGenerator(session, SamplingOptions.GREEDY, GenerationListener.NONE).run(GenerationLimits.bytes(bytes));
        return session.bytes();
    }

    private static BltOptions on(String backend) {
        return BltOptions.DEFAULT.withBackend(new BackendOptions(backend, 0));
    }

    @Test
    void samplesTheSameBytesFromOneSeed() {
        Path mini = Path.of("..", "models", "blt-mini");
        BltOptions onDevice = BltOptions.DEFAULT.withBackend(new BackendOptions("tornado", 0));
        BltOptions onCpu = BltOptions.DEFAULT.withBackend(BackendOptions.CPU);
        assertArrayEquals(sampled(mini, onCpu), sampled(mini, onDevice));
    }

    private static byte[] sampled(Path model, BltOptions options) {
        try (Blt blt = Blt.open(model, options);
                Session session = Session.open(blt, SessionOptions.ofCapacity(200))) {
            session.append("Once upon a time, ".getBytes(StandardCharsets.UTF_8));
            SamplingOptions sampling =
                    SamplingOptions.PLAIN.withTemperature(0.8).withSeed(11);
            new Generator(session, sampling, GenerationListener.NONE).run(GenerationLimits.bytes(48));
            return session.bytes();
        }
    }

    @Test
    void aByteMovesLittle() {
        int written = 20;
        try (Blt device = open("hf-tiny", "tornado");
                Session session =
                        Session.open(device, SessionOptions.ofCapacity(200).withoutDistributions())) {
            session.append(TEXT);
            continued(session, 4);
            for (SamplingOptions sampling : List.of(SamplingOptions.GREEDY, SamplingOptions.PLAIN)) {
                executor(device).startProfile();
                new Generator(session, sampling, GenerationListener.NONE)
                        .run(new GenerationLimits(written, List.of(), false));
                DeviceProfile profile = executor(device).stopProfile().orElseThrow();
                long most = sampling.greedy() ? 2 * Float.BYTES : (1 + Vocabulary.SIZE) * Float.BYTES;
                // The first draw may find the newest row decoded before a temperature was known, and ask for logits.
                long logits = (long) Vocabulary.SIZE * Float.BYTES;
                // Each execution brings its ticket, and arrays travel with what TornadoVM notes before them.
                long notes = 64 * profile.runs();
                assertTrue(profile.bytesOut() <= written * most + logits + notes, profile.toString());
                assertTrue(profile.runs() <= written + 2, profile.toString());
                assertTrue(profile.bytesIn() <= written * 4096L, profile.toString());
            }
        }
    }

    @Test
    void textsAtWorkAtOnceKeepTheirAnswers() {
        byte[] other = "Another text altogether.".getBytes(StandardCharsets.UTF_8);
        SessionOptions options = SessionOptions.ofCapacity(200).withoutDistributions();
        try (Blt cpu = open("hf-tiny", "cpu");
                Blt device = open("hf-tiny", "tornado");
                Session first = Session.open(device, options);
                Session second = Session.open(device, options)) {
            first.append(TEXT);
            first.predict(ReadProgress.NONE);
            second.append(other);
            second.predict(ReadProgress.NONE);
            assertArrayEquals(newest(cpu, TEXT), newest(first), (float) TOLERANCE);
            assertArrayEquals(newest(cpu, other), newest(second), (float) TOLERANCE);
        }
    }

    private static float[] newest(Blt blt, byte[] text) {
        try (Session session = Session.open(blt, SessionOptions.ofCapacity(200).withoutDistributions())) {
            session.append(text);
            return newest(session);
        }
    }

    /** The logits of the byte to come, the decoder's and the entropy model's. */
    private static float[] newest(Session session) {
        float[] both = new float[2 * Vocabulary.SIZE];
        float[] logits = new float[Vocabulary.SIZE];
        session.nextByteLogits(session.length(), logits);
        System.arraycopy(logits, 0, both, 0, Vocabulary.SIZE);
        session.entropyModelLogits(session.length(), logits);
        System.arraycopy(logits, 0, both, Vocabulary.SIZE, Vocabulary.SIZE);
        return both;
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"BF16", "Q8"})
    void roundedWeightsAnswerAsTheCpusDo(Precision precision) {
        try (Blt cpu = rounded("cpu", precision);
                Blt device = rounded("tornado", precision);
                Session expected = Session.open(cpu, SessionOptions.ofCapacity(200));
                Session actual = Session.open(device, SessionOptions.ofCapacity(200))) {
            expected.append(TEXT);
            actual.append(TEXT);
            compare(expected, actual);
            assertArrayEquals(continued(expected, 8), continued(actual, 8));
        }
    }

    private static Blt rounded(String backend, Precision precision) {
        return Blt.open(
                TestModels.folder("hf-tiny"),
                BltOptions.DEFAULT.withBackend(new BackendOptions(backend, 0)).withPrecision(precision));
    }

    private static void compare(Session expected, Session actual) {
        assertArrayEquals(expected.entropies(), actual.entropies(), (float) TOLERANCE);
        assertEquals(expected.patches(), actual.patches());
        if (expected.blt().config().blt().isEmpty()) {
            return;
        }
        float[] wanted = new float[Vocabulary.SIZE];
        float[] found = new float[Vocabulary.SIZE];
        for (int i = 0; i <= expected.length(); i++) {
            expected.nextByteLogits(i, wanted);
            actual.nextByteLogits(i, found);
            assertArrayEquals(wanted, found, (float) TOLERANCE, "logits of byte " + i);
        }
    }

    private static byte[] continued(Session session, int bytes) {
        int before = session.length();
        new Generator(session, SamplingOptions.GREEDY, GenerationListener.NONE).run(GenerationLimits.bytes(bytes));
        return Arrays.copyOfRange(session.bytes(), before, session.length());
    }

    @Test
    void tablesInTheirFileGiveTheSame() {
        try (Checkpoint checkpoint = Checkpoint.open(TestModels.folder("hf-gqa-bf16"), CheckpointOptions.DEFAULT)) {
            Program encoder = Pipeline.of(checkpoint.config(), checkpoint.weights())
                    .blt()
                    .orElseThrow()
                    .encoder();
            float[] onDevice = hidden(checkpoint, encoder, TornadoBackend.Tables.WHERE_THEY_FIT);
            assertArrayEquals(onDevice, hidden(checkpoint, encoder, TornadoBackend.Tables.IN_THEIR_FILE), 1e-5f);
        }
    }

    private static float[] hidden(Checkpoint checkpoint, Program encoder, TornadoBackend.Tables tables) {
        Devices.Entry device = Devices.probe().select("tornado");
        try (TornadoBackend backend = new TornadoBackend(device, tables);
                Executor executor = backend.load(List.of(encoder), checkpoint.weights(), Precision.STORED);
                TextCaches caches = executor.allocate(Capacity.of(30))) {
            run(executor, encoder, caches, 0, 20);
            run(executor, encoder, caches, 20, 1);
            return read(executor, encoder, caches, 21);
        }
    }

    private static void run(Executor executor, Program program, TextCaches caches, int start, int count) {
        Rows rows = new Rows(executor.maxRows()).cover(start, count);
        for (int r = 0; r < count; r++) {
            rows.of(RowInput.ID)[r] = TEXT[start + r] & 0xFF;
        }
        executor.run(program, caches, rows);
    }

    private static float[] read(Executor executor, Program program, TextCaches caches, int rows) {
        Buffer output = program.outputs().getFirst();
        float[] values = new float[rows * output.width()];
        executor.read(program, caches, output, 0, rows, values, 0);
        return values;
    }

    /** Together, and one alone, more than a graph of TornadoVM's has room for, as what a byte of a large model takes. */
    @Test
    void programsOfManyKernelsAnswerAsTheCpus() {
        TestWeights weights = new TestWeights();
        List<Program> programs = new ArrayList<>();
        for (Stage stage : List.of(Stage.ENTROPY_MODEL, Stage.LOCAL_ENCODER, Stage.LOCAL_DECODER)) {
            programs.add(longProgram(stage, stage == Stage.LOCAL_ENCODER ? 150 : 40, weights));
        }
        Devices.Entry device = Devices.probe().select("tornado");
        List<float[]> answers = new ArrayList<>();
        for (Backend backend :
                List.of(new CpuBackend(1), new TornadoBackend(device, TornadoBackend.Tables.WHERE_THEY_FIT))) {
            try (backend;
                    Executor executor = backend.load(programs, weights, Precision.STORED);
                    TextCaches caches = executor.allocate(Capacity.of(30))) {
                int start = 0;
                for (int count : new int[] {1, 5, 1}) {
                    for (Program program : programs) {
                        run(executor, program, caches, start, count);
                    }
                    for (Program program : programs) {
                        answers.add(read(executor, program, caches, count));
                    }
                    start += count;
                }
            }
        }
        for (int i = 0; i < answers.size() / 2; i++) {
            assertArrayEquals(answers.get(i), answers.get(i + answers.size() / 2), (float) TOLERANCE);
        }
    }

    private static Program longProgram(Stage stage, int pairs, TestWeights weights) {
        String name = stage.name();
        Buffer even = Buffer.activation(name + ".even", 16);
        Buffer odd = Buffer.activation(name + ".odd", 16);
        List<Op> ops = new ArrayList<>();
        ops.add(new Op.Embedding(weights.add(name + ".table", DType.F32, 260, 16, 1), even));
        Weight gain = weights.add(name + ".gain", DType.F32, 1, 16, 1);
        for (int i = 0; i < pairs; i++) {
            ops.add(new Op.RmsNorm(even, gain, 1e-5f, odd));
            ops.add(new Op.RmsNorm(odd, gain, 1e-5f, even));
        }
        return new Program(name, stage, Program.Unit.BYTE, 0, ops, List.of(even));
    }

    /** Of a driver that passes over a graph and says nothing. */
    private static final class LosingRecording extends Recording {
        private final int lost;
        private int launches;
        private Optional<TornadoExecutionResult> latest = Optional.empty();

        LosingRecording(int lost) {
            super("", Optional.empty());
            this.lost = lost;
        }

        @Override
        TornadoExecutionPlan record(TornadoExecutionPlan plan) {
            return plan;
        }

        @Override
        TornadoExecutionResult launch(TornadoExecutionPlan plan, int graph) {
            launches++;
            if (launches != lost) {
                latest = Optional.of(super.launch(plan, graph));
            }
            return latest.orElseThrow();
        }
    }

    @Test
    void aLostRecordingIsMadeUpForAndToldOnce() {
        List<LogRecord> told = new ArrayList<>();
        Handler handler = listening(told);
        Logger logger = Logger.getLogger(StateArena.class.getName());
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        try (Checkpoint checkpoint = Checkpoint.open(TestModels.folder("hf-tiny"), CheckpointOptions.DEFAULT)) {
            Program encoder = Pipeline.of(checkpoint.config(), checkpoint.weights())
                    .blt()
                    .orElseThrow()
                    .encoder();
            float[] expected = hidden(checkpoint, encoder, Optional.empty());
            assertEquals(0, told.size());
            LosingRecording losing = new LosingRecording(Integer.MAX_VALUE);
            assertArrayEquals(expected, hidden(checkpoint, encoder, Optional.of(losing)));
            assertEquals(0, told.size());
            assertArrayEquals(
                    expected, hidden(checkpoint, encoder, Optional.of(new LosingRecording(losing.launches - 2))));
            assertEquals(1, told.size());
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    private static Handler listening(List<LogRecord> told) {
        return listening(told, Level.WARNING);
    }

    private static Handler listening(List<LogRecord> told, Level least) {
        return new Handler() {
            @Override
            public void publish(LogRecord message) {
                if (message.getLevel().intValue() >= least.intValue()) {
                    told.add(message);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static float[] hidden(Checkpoint checkpoint, Program encoder, Optional<Recording> recording) {
        TornadoDevice device = Devices.probe().select("tornado").device();
        WeightStore store = new WeightStore(
                List.of(encoder),
                checkpoint.weights(),
                Precision.STORED,
                new WeightStore.Limits(1 << 28, 1 << 28, Target.of(device)));
        try (Executor executor = new TornadoExecutor(device, List.of(encoder), store, recording, _ -> Tuning.NONE);
                TextCaches caches = executor.allocate(Capacity.of(30))) {
            run(executor, encoder, caches, 0, 20);
            for (int i = 20; i < 26; i++) {
                run(executor, encoder, caches, i, 1);
            }
            return read(executor, encoder, caches, 26);
        }
    }

    @Test
    void whereAllKernelsWereKeptTornadoVmReadsNone(@TempDir Path folder) throws Exception {
        TornadoDevice device = Devices.probe().select("tornado").device();
        Sketches sketches = Sketches.of(device).orElseThrow();
        Kernel collect = new Kernel("TransferKernels.collect", "", List.of(1, 2, 3, 4, 5), LaunchShape.threads(1));
        List<LogRecord> told = new ArrayList<>();
        Handler handler = listening(told, Level.INFO);
        Logger logger = Logger.getLogger(StateArena.class.getName());
        logger.addHandler(handler);
        Optional<String> before = property(KernelFiles.FOLDER, Optional.of(folder.toString()));
        try (Checkpoint checkpoint = Checkpoint.open(TestModels.folder("hf-tiny"), CheckpointOptions.DEFAULT)) {
            Program encoder = Pipeline.of(checkpoint.config(), checkpoint.weights())
                    .blt()
                    .orElseThrow()
                    .encoder();
            float[] expected = hidden(checkpoint, encoder, Optional.empty());
            assertTrue(sketches.isRead(collect));
            assertTrue(!told.isEmpty(), "nothing was compiled");

            sketches.forget();
            told.clear();
            assertArrayEquals(expected, hidden(checkpoint, encoder, Optional.empty()));
            assertTrue(sketches.isKnown(collect) && !sketches.isRead(collect));
            assertEquals(0, told.size());

            try (Stream<Path> kept = Files.list(folder)) {
                for (Path file : kept.toList()) {
                    Files.delete(file);
                }
            }
            assertArrayEquals(expected, hidden(checkpoint, encoder, Optional.empty()));
            assertTrue(sketches.isRead(collect));
        } finally {
            property(KernelFiles.FOLDER, before);
            logger.removeHandler(handler);
        }
    }

    /** Sets a system property, or takes it away; returns what it was. */
    private static Optional<String> property(String name, Optional<String> value) {
        return Optional.ofNullable(
                value.isPresent() ? System.setProperty(name, value.get()) : System.clearProperty(name));
    }

    @Test
    void theFastestRightWayOfEachOpIsKeptAndTaken(@TempDir Path folder) {
        TornadoDevice device = Devices.probe().select("tornado").device();
        Optional<String> before = property(TuningFile.FOLDER, Optional.of(folder.toString()));
        try (Checkpoint checkpoint = Checkpoint.open(TestModels.folder("hf-tiny"), CheckpointOptions.DEFAULT)) {
            Program encoder = Pipeline.of(checkpoint.config(), checkpoint.weights())
                    .blt()
                    .orElseThrow()
                    .encoder();
            float[] expected = hidden(checkpoint, encoder, TornadoBackend.Tables.WHERE_THEY_FIT);
            Tuned tuned = new Tuned();
            try (TornadoBackend backend = new TornadoBackend(
                            Devices.probe().select("tornado"), TornadoBackend.Tables.WHERE_THEY_FIT);
                    Executor executor = backend.load(List.of(encoder), checkpoint.weights(), Precision.STORED)) {
                assertTrue(executor.tune(tuned));
            }
            Tuning kept = TuningFile.of(device).orElseThrow().read();
            assertEquals(2, tuned.ops.size());
            for (List<TuningListener.Trial> trials : tuned.ops) {
                assertTrue(
                        trials.size() > 1 && trials.stream().allMatch(TuningListener.Trial::right), trials.toString());
                TuningListener.Trial chosen = trials.getFirst();
                assertTrue(chosen.chosen() && chosen.seconds() > 0 && chosen.flops() > 0, trials.toString());
                assertEquals(chosen.way(), kept.ways().get(chosen.op()));
            }
            assertArrayEquals(expected, hidden(checkpoint, encoder, TornadoBackend.Tables.WHERE_THEY_FIT), 1e-4f);
        } finally {
            property(TuningFile.FOLDER, before);
        }
    }

    /** Ends the tuning after the first op, of many rows and of one. */
    private static final class Tuned implements TuningListener {
        private final List<List<Trial>> ops = new ArrayList<>();

        @Override
        public boolean proceed(int done, int total) {
            assertTrue(done < total);
            return ops.size() < 2;
        }

        @Override
        public void tried(List<Trial> trials) {
            ops.add(trials);
        }
    }

    @Test
    void textsThatDoNotFitOneArenaGetAnother() {
        try (Checkpoint checkpoint = Checkpoint.open(TestModels.folder("hf-tiny"), CheckpointOptions.DEFAULT)) {
            Program encoder = Pipeline.of(checkpoint.config(), checkpoint.weights())
                    .blt()
                    .orElseThrow()
                    .encoder();
            Devices.Entry device = Devices.probe().select("tornado");
            try (TornadoBackend backend = new TornadoBackend(device, TornadoBackend.Tables.WHERE_THEY_FIT);
                    Executor executor = backend.load(List.of(encoder), checkpoint.weights(), Precision.STORED)) {
                List<TextCaches> texts = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    texts.add(executor.allocate(Capacity.of(5000)));
                }
                run(executor, encoder, texts.getFirst(), 0, 20);
                float[] expected = read(executor, encoder, texts.getFirst(), 20);
                TextCaches copy = texts.getFirst().copy(20, 0);
                run(executor, encoder, texts.getLast(), 5, 3);
                assertArrayEquals(expected, read(executor, encoder, copy, 20));
                copy.close();
                texts.forEach(TextCaches::close);
            }
        }
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        try (Blt device = open("meta-tiny", "tornado");
                Session session = Session.open(device, SessionOptions.ofCapacity(300))) {
            session.append(TEXT);
            continued(session, 60);
            long before = residentBytes();
            long onDevice = executor(device).deviceBytes();
            // Less than the weights where kernels were found from an earlier run: no graph of their own is asked then.
            assertTrue(onDevice > 0, "the device holds nothing");
            for (int i = 0; i < 5; i++) {
                session.truncate(TEXT.length);
                continued(session, 60);
            }
            assertEquals(onDevice, executor(device).deviceBytes());
            long grown = residentBytes() - before;
            assertTrue(grown < 64 << 20, "the process grew by " + (grown >> 20) + " MiB over 300 bytes");
        }
    }

    private static long residentBytes() throws IOException {
        System.gc();
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status), "only Linux tells the process's memory");
        String line = Files.readAllLines(status).stream()
                .filter(l -> l.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }

    @Test
    void devicesAreDescribedAndChosen() {
        TornadoProvider provider = new TornadoProvider();
        assertTrue(provider.devices().stream().allMatch(d -> d.description().contains("MiB")));
        String driver =
                Devices.probe().select("tornado").device().getTornadoVMBackend().name();
        try (Backend named = provider.open(new BackendOptions("tornado:" + driver.toLowerCase(Locale.ROOT), 0))) {
            assertTrue(named.describe().contains(driver));
        }
        BltException e = assertThrows(BltException.class, () -> provider.open(new BackendOptions("tornado:7:3", 0)));
        assertTrue(String.valueOf(e.getMessage()).contains("no TornadoVM device '7:3'"), e.getMessage());
    }
}
