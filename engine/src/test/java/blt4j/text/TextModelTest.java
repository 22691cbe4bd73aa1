package blt4j.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.analysis.cost.Ledger;
import blt4j.analysis.cost.WorkTotals;
import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.generation.GenerationResult.Reason;
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
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.TopEntropies;
import blt4j.patching.Patches;
import blt4j.stage.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the short way says is what sessions, generators and the ledger say. */
class TextModelTest {
    private static final String TEXT = "The ship, größer than 12 others, had been counted.\nFor 30 years…";
    private static final BltOptions CPU = BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", 1));
    private static final Path TOKENS = Path.of("src/test/resources/tokens/llama-tied");
    /** Vector code that is compiled meanwhile adds in another order. */
    private static final float LAST_BITS = 1e-4f;

    private static final SamplingOptions WILD = SamplingOptions.PLAIN.withSeed(3);

    private static TextModel open(String name) {
        return TextModel.open(TestModels.folder(name), CPU);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf-tiny", "hf-gqa-bf16", "meta-tiny"})
    void entropiesAndPatchesAreTheSessions(String name) {
        byte[] bytes = TEXT.getBytes(UTF_8);
        try (TextModel model = open(name);
                Session session = Session.open((Blt) model.model(), SessionOptions.ofCapacity(bytes.length))) {
            session.append(bytes);
            PatchedText read = model.read(TEXT);
            assertArrayEquals(Arrays.copyOf(session.entropies(), bytes.length), read.entropies(), LAST_BITS);
            assertEquals(TEXT, read.text());
            Patches patches = session.patches();
            assertEquals(patches.inBytes().mean(), read.bytesPerPatch());
            assertTrue(read.patches().size() > 1, read::toString);
            int end = 0;
            for (TextPatch patch : read.patches()) {
                assertEquals(end, patch.begin());
                assertTrue(patches.beginsAt(patch.begin() + 1), patch::toString);
                assertEquals(session.entropyOf(patch.begin()), patch.entropy(), LAST_BITS);
                assertEquals(new String(bytes, patch.begin(), patch.length(), UTF_8), patch.text());
                end = patch.end();
            }
            assertEquals(bytes.length, end);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf-tiny", "meta-tiny", "meta-tiny-entropy"})
    void aCostIsWhatTheLedgerBooks(String name) {
        byte[] bytes = TEXT.getBytes(UTF_8);
        try (TextModel model = open(name)) {
            Blt blt = (Blt) model.model();
            boolean whole = blt.config().blt().isPresent();
            TextCost cost = model.cost(TEXT);
            assertEquals(bytes.length, cost.bytes());
            assertEquals(model.read(TEXT).patches().size(), cost.patches());
            assertTrue(cost.flops(Stage.ENTROPY_MODEL) > 0);
            assertEquals(whole, cost.flops(Stage.LATENT_TRANSFORMER) > 0);
            assertEquals((double) cost.flops(), cost.flopsPerByte() * bytes.length, cost.flops() * 1e-12);
            assertEquals(
                    1, Arrays.stream(Stage.values()).mapToDouble(cost::share).sum(), 1e-12);
            assertEquals(booked(blt, bytes, whole).byStage(), model.cost(TEXT).byStage());
        }
    }

    private static WorkTotals booked(Blt blt, byte[] bytes, boolean whole) {
        SessionOptions options = SessionOptions.ofCapacity(bytes.length);
        try (Session session = Session.open(blt, whole ? options : options.withEntropyModelAlone())) {
            Ledger ledger = new Ledger(blt.allPrograms());
            session.observe(ledger);
            session.append(bytes);
            if (whole) {
                session.predict(ReadProgress.NONE);
            }
            return ledger.text();
        }
    }

    @Test
    void anotherRuleCutsOtherwise() {
        try (TextModel model = open("hf-tiny")) {
            assertEquals(
                    List.of("The ", "ship", ", gr"),
                    model.read("The ship, gr", new PatcherConfig(new Static(4))).patches().stream()
                            .map(TextPatch::text)
                            .toList());
            PatchedText ahead = model.read(TEXT, new PatcherConfig(new TopEntropies(6)));
            assertEquals(
                    TEXT,
                    ahead.patches().stream()
                                            .map(TextPatch::text)
                                            .collect(Collectors.joining())
                                            .length()
                                    > 0
                            ? ahead.text()
                            : "");
            TextCost fine = model.cost(TEXT, new PatcherConfig(new Threshold(-1)));
            TextCost coarse = model.cost(TEXT, new PatcherConfig(new Static(8)));
            assertTrue(fine.flops(Stage.LATENT_TRANSFORMER) > 4 * coarse.flops(Stage.LATENT_TRANSFORMER));
            assertEquals(fine.flops(Stage.LOCAL_ENCODER) > 0, coarse.flops(Stage.LOCAL_ENCODER) > 0);
        }
    }

    @Test
    void anEmptyTextHasNothing() {
        try (TextModel model = open("hf-tiny")) {
            PatchedText read = model.read("");
            assertEquals(0, read.entropies().length);
            assertEquals(List.of(), read.patches());
            assertEquals(0, read.bytesPerPatch());
            assertEquals(0, model.cost("").flopsPerByte());
            assertEquals(5, model.write("", GenerationLimits.bytes(5), WILD).bytes().length);
        }
    }

    @Test
    void readingCanBeStopped() {
        try (TextModel model = open("hf-tiny")) {
            byte[] bytes = TEXT.getBytes(UTF_8);
            assertThrows(CancellationException.class, () -> model.read(bytes, (stage, done, total) -> false));
        }
    }

    /** What is told of a byte. */
    private record Told(int index, int value, boolean beginsPatch, float entropy, float probability) {
        static Told of(GenerationEvent event) {
            int value = event.bytes().length == 0 ? -1 : event.bytes()[0] & 0xFF;
            return new Told(event.begin(), value, event.beginsPatch(), event.entropy(), event.probability());
        }

        void requireAs(Told other) {
            assertEquals(
                    new Told(index, value, beginsPatch, 0, 0),
                    new Told(other.index, other.value, other.beginsPatch, 0, 0));
            assertEquals(other.entropy, entropy, LAST_BITS);
            assertEquals(other.probability, probability, LAST_BITS);
        }
    }

    /** What a generator tells of each byte. */
    private static final class Heard implements GenerationListener {
        private final List<Told> events = new ArrayList<>();

        @Override
        public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
            events.add(new Told(index, value, beginsPatch, entropy, probability));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf-tiny", "hf-gqa-bf16", "meta-tiny"})
    void aTextGoesOnAsTheGeneratorWritesIt(String name) {
        GenerationLimits limits = new GenerationLimits(90, List.of(), false);
        byte[] prompt = TEXT.getBytes(UTF_8);
        try (TextModel model = open(name);
                Session session = Session.open((Blt) model.model(), SessionOptions.ofCapacity(prompt.length + 90))) {
            session.append(prompt);
            Heard heard = new Heard();
            GenerationResult wanted = new Generator(session, WILD, heard).run(limits);
            try (Continuation continuation = model.write(TEXT, limits, WILD)) {
                List<Told> told = continuation.stream().map(Told::of).toList();
                assertEquals(90, told.size());
                assertEquals(90, heard.events.size());
                for (int i = 0; i < told.size(); i++) {
                    told.get(i).requireAs(heard.events.get(i));
                }
                GenerationResult result = continuation.result().orElseThrow();
                assertEquals(wanted.reason(), result.reason());
                assertEquals(wanted.bytes(), result.bytes());
                assertEquals(wanted.patches(), result.patches());
                byte[] all = session.bytes();
                byte[] written = Arrays.copyOfRange(all, prompt.length, all.length);
                assertArrayEquals(written, continuation.bytes());
                assertEquals(new String(written, UTF_8), continuation.text());
            }
        }
    }

    @Test
    void charactersComeWhole() {
        try (TextModel model = open("hf-tiny")) {
            Continuation continuation = model.write(TEXT, new GenerationLimits(300, List.of(), false), WILD);
            List<GenerationEvent> events = new ArrayList<>();
            continuation.forEachRemaining(events::add);
            String joined = events.stream().map(GenerationEvent::text).collect(Collectors.joining());
            assertTrue(continuation.text().startsWith(joined));
            assertTrue(continuation.text().length() - joined.length() <= 1, "but for one that the limit cut");
            assertTrue(events.stream().anyMatch(e -> e.text().isEmpty()), "some have several bytes");
        }
    }

    @Test
    void aStringEndsTheText() {
        try (TextModel model = open("hf-tiny")) {
            String free = model.write(TEXT, new GenerationLimits(60, List.of(), false), WILD)
                    .text();
            String stop = free.substring(20, 23);
            Continuation stopped = model.write(TEXT, new GenerationLimits(60, List.of(stop), false), WILD);
            String text = stopped.text();
            assertTrue(text.endsWith(stop) && free.startsWith(text), text);
            assertEquals(Reason.STOP_STRING, stopped.result().orElseThrow().reason());
            assertThrows(
                    BltException.class, () -> model.write(TEXT, new GenerationLimits(60, List.of(""), false), WILD));
        }
    }

    @Test
    void aTextThatIsLeftEndsThere() {
        try (TextModel model = open("hf-tiny")) {
            Continuation continuation = model.write(TEXT, new GenerationLimits(60, List.of(), false), WILD);
            assertTrue(continuation.result().isEmpty());
            assertEquals(TEXT.getBytes(UTF_8).length, continuation.next().begin());
            continuation.stop();
            assertFalse(continuation.hasNext());
            assertThrows(NoSuchElementException.class, continuation::next);
            assertEquals(
                    new GenerationResult(
                            Reason.STOPPED,
                            1,
                            continuation.result().orElseThrow().patches(),
                            continuation.result().orElseThrow().nanoseconds()),
                    continuation.result().orElseThrow());
            Continuation closed = model.write(TEXT, 60);
            closed.close();
            assertEquals("", closed.text());
        }
    }

    @Test
    void theSameCallWritesTheSameText() {
        try (TextModel model = open("hf-tiny")) {
            assertEquals(model.write(TEXT, 50).text(), model.write(TEXT, 50).text());
            assertEquals(5, model.write(TEXT, 50).stream().limit(5).toList().size());
        }
    }

    @Test
    void manyThreadsMayAsk() {
        try (TextModel model = open("hf-tiny")) {
            String alone = model.write(TEXT, 30).text();
            List<String> together = List.of(1, 2, 3, 4).parallelStream()
                    .map(i -> model.write(TEXT, 30).text())
                    .toList();
            assertEquals(List.of(alone, alone, alone, alone), together);
        }
    }

    @Test
    void aModelThatPredictsNoTextSaysSo() {
        try (TextModel model = open("meta-tiny-entropy")) {
            BltException e =
                    assertThrows(BltException.class, () -> model.write("a", 3).text());
            assertTrue(String.valueOf(e.getMessage()).contains("is an entropy model alone"), e.getMessage());
            assertTrue(model.read(TEXT).patches().size() > 1);
        }
    }

    @Test
    void whatIsTooLongIsRefused() {
        try (TextModel model = open("hf-tiny")) {
            BltException e = assertThrows(BltException.class, () -> model.write("abc", Integer.MAX_VALUE));
            assertTrue(String.valueOf(e.getMessage()).startsWith("The prompt has 3 bytes"), e.getMessage());
        }
    }

    @Test
    void tokensAreReadAndWrittenInTheSameWay() {
        byte[] prompt = TEXT.getBytes(UTF_8);
        GenerationLimits limits = new GenerationLimits(40, List.of(), false);
        try (TokenModel tokens = TokenModel.open(TOKENS, CPU);
                TextModel model = TextModel.of(tokens);
                TokenSession session = TokenSession.open(tokens, prompt.length + 40)) {
            Ledger ledger = new Ledger(tokens.allPrograms());
            session.observe(ledger);
            session.read(tokens.tokenizer().normalised(prompt), ReadProgress.NONE);
            session.ignore(ledger);
            PatchedText read = model.read(TEXT);
            assertEquals(session.count(), read.patches().size());
            assertEquals(session.count(), read.entropies().length);
            for (int i = 0; i < session.count(); i++) {
                assertEquals(session.entropy(i), read.entropies()[i], LAST_BITS);
                assertEquals(session.begin(i), read.patches().get(i).begin());
                assertEquals(session.end(i), read.patches().get(i).end());
            }
            assertEquals(ledger.text().byStage(), model.cost(TEXT).byStage());
            int before = session.length();
            GenerationResult wanted = new TokenGenerator(session, WILD, GenerationListener.NONE).run(limits);
            Continuation continuation = model.write(TEXT, limits, WILD);
            List<GenerationEvent> events = continuation.stream().toList();
            byte[] written = Arrays.copyOfRange(session.bytes(), before, before + wanted.bytes());
            assertArrayEquals(written, continuation.bytes());
            assertEquals(wanted.reason(), continuation.result().orElseThrow().reason());
            assertEquals(wanted.bytes(), continuation.result().orElseThrow().bytes());
            assertTrue(events.stream().anyMatch(e -> e.bytes().length > 1), "tokens of several bytes");
            assertThrows(BltException.class, () -> model.read(TEXT, new PatcherConfig(new Static(4))));
        }
    }
}
