package blt4j.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.cost.Ledger;
import blt4j.device.BackendOptions;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.LanguageModel;
import blt4j.model.TokenModel;
import blt4j.program.Extent;
import blt4j.program.Program;
import blt4j.tokenizer.Tokenizer;
import blt4j.tokenizer.Tokens;
import blt4j.vocabulary.Utf8;
import blt4j.weights.CheckpointException;
import blt4j.weights.JsonFile;
import blt4j.weights.Safetensors;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models over tokens, held to what transformers and tokenizers answered ({@code tokens/record.py}). */
class TokenModelTest {
    private static final Path TOKENS = Path.of("src/test/resources/tokens");
    private static final BltOptions CPU = BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", 2));

    private static JsonNode expected(String model) {
        return JsonFile.read(TOKENS.resolve(model).resolve("expected.json"));
    }

    private static int[] ints(JsonNode node) {
        int[] ints = new int[node.size()];
        Arrays.setAll(ints, i -> node.get(i).asInt());
        return ints;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-tied", "llama-untied"})
    void idsAreThoseOfTheTokenizersLibrary(String model) {
        Tokenizer tokenizer = Tokenizer.read(TOKENS.resolve(model).resolve("tokenizer.json"));
        for (JsonNode item : expected(model).get("cases")) {
            String text = item.get("text").asText();
            assertArrayEquals(ints(item.get("ids")), tokenizer.idsOf(text), text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-tied", "llama-untied"})
    void tokensStandForAllBytesOfAnyText(String model) {
        Tokenizer tokenizer = Tokenizer.read(TOKENS.resolve(model).resolve("tokenizer.json"));
        byte[] text = "Größe \u00e9\n 12".getBytes(UTF_8);
        for (int cut = 0; cut < text.length; cut++) {
            byte[] torn = Arrays.copyOfRange(text, cut, text.length);
            Tokens tokens = tokenizer.encode(torn);
            assertEquals(torn.length, tokens.bytes());
            if (model.equals("llama-tied")) { // the other puts a space before what is text
                assertArrayEquals(torn, tokenizer.decode(tokens.ids()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-tied", "llama-untied"})
    void logitsAreThoseOfTransformers(String name) {
        try (TokenModel model = TokenModel.open(TOKENS.resolve(name), CPU);
                TokenSession session = TokenSession.open(model, 600);
                Weights logits = Safetensors.open(TOKENS.resolve(name).resolve("expected.safetensors"))) {
            for (int i = 0; i < 3; i++) {
                byte[] text =
                        expected(name).get("cases").get(i).get("text").asText().getBytes(UTF_8);
                Tensor wanted = logits.get(i + ".logits");
                int tokens = model.tokenizer().encode(text).count();
                assertEquals(wanted.rows(), tokens + 1);
                float[] row = new float[wanted.columns()];
                // Whole and token by token: the first run covers many rows, the others one each.
                session.read(text, ReadProgress.NONE);
                float[] surprisals = surprisals(session);
                wanted.readRow(tokens, row, 0);
                assertArrayEquals(row, session.nextLogits(), 1e-4f);
                session.truncate(0);
                Tokens cut = model.tokenizer().encode(text);
                for (int t = 0; t <= tokens; t++) {
                    wanted.readRow(t, row, 0);
                    assertArrayEquals(row, session.nextLogits(), 1e-4f, "token " + t);
                    if (t < tokens) {
                        session.append(cut.ids()[t]);
                    }
                }
                assertArrayEquals(surprisals, surprisals(session), 1e-4f);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "dynamic", "yarn", "llama3"})
    void rotaryEmbeddingsAreScaledAsTransformersScalesThem(String type, @TempDir Path folder) throws Exception {
        Path from = TOKENS.resolve("llama-tied");
        Files.copy(from.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        Files.copy(from.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.copy(from.resolve("config-" + type + ".json"), folder.resolve("config.json"));
        try (TokenModel model = TokenModel.open(folder, CPU);
                TokenSession session = TokenSession.open(model, 600);
                Weights logits = Safetensors.open(from.resolve("expected-ropes.safetensors"))) {
            byte[] text = expected("llama-tied")
                    .get("cases")
                    .get(0)
                    .get("text")
                    .asText()
                    .getBytes(UTF_8);
            Tensor wanted = logits.get(type + ".logits");
            float[] row = new float[wanted.columns()];
            wanted.readRow(wanted.rows() - 1, row, 0);
            session.read(text, ReadProgress.NONE);
            assertArrayEquals(row, session.nextLogits(), 1e-4f);
            // Longer and back, and token by token.
            session.read((new String(text, UTF_8) + " He did not say why.").getBytes(UTF_8), ReadProgress.NONE);
            session.read(text, ReadProgress.NONE);
            assertArrayEquals(row, session.nextLogits(), 1e-4f);
            Tokens cut = model.tokenizer().encode(text);
            session.truncate(2);
            for (int t = 2; t < cut.count(); t++) {
                session.append(cut.ids()[t]);
            }
            assertArrayEquals(row, session.nextLogits(), 1e-4f);
        }
    }

    private static float[] surprisals(TokenSession session) {
        float[] surprisals = new float[session.count()];
        for (int i = 0; i < surprisals.length; i++) {
            surprisals[i] = session.surprisal(i);
        }
        return surprisals;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-tied", "llama-untied"})
    void greedyGenerationIsThatOfTransformers(String name) {
        try (TokenModel model = TokenModel.open(TOKENS.resolve(name), CPU);
                TokenSession session = TokenSession.open(model, 600)) {
            JsonNode wanted = expected(name);
            session.read(wanted.get("cases").get(0).get("text").asText().getBytes(UTF_8), ReadProgress.NONE);
            int before = session.count();
            new TokenGenerator(session, SamplingOptions.GREEDY, GenerationListener.NONE)
                    .run(new GenerationLimits(64, List.of(), true));
            int[] ids =
                    IntStream.range(before, session.count()).map(session::idAt).toArray();
            int[] greedy = ints(wanted.get("greedy"));
            int common = Math.min(ids.length, greedy.length);
            assertTrue(common > 5, "only " + common);
            assertArrayEquals(Arrays.copyOf(greedy, common), Arrays.copyOf(ids, common));
        }
    }

    @Test
    void anEditReadsOnlyWhatFollows() {
        try (TokenModel model = TokenModel.open(TOKENS.resolve("llama-tied"), CPU);
                TokenSession session = TokenSession.open(model, 600);
                TokenSession fresh = TokenSession.open(model, 600)) {
            Ledger ledger = new Ledger(model.allPrograms());
            session.observe(ledger);
            session.read("The keeper had counted the ships".getBytes(UTF_8), ReadProgress.NONE);
            session.read("The keeper had counted the cars and left".getBytes(UTF_8), ReadProgress.NONE);
            fresh.read("The keeper had counted the cars and left".getBytes(UTF_8), ReadProgress.NONE);
            assertArrayEquals(surprisals(fresh), surprisals(session), 1e-4f);
            assertArrayEquals(fresh.nextLogits(), session.nextLogits(), 1e-4f);
            long rows = session.count() + 1L;
            long visible = rows * (rows + 1) / 2;
            assertEquals(
                    Program.of(model.program())
                            .cost(new Extent(rows, visible, visible, 0))
                            .flops(),
                    ledger.text().flops());
            assertTrue(ledger.spent().flops() > ledger.text().flops());
            assertEquals(rows, session.patches().count());
            assertEquals(session.length() + 1, session.patches().length());
        }
    }

    /** What was read before is not read again, so it must have been copied. */
    @Test
    void aForkGoesOnFromWhatWasRead() {
        try (TokenModel model = TokenModel.open(TOKENS.resolve("llama-tied"), CPU);
                TokenSession session = TokenSession.open(model, 600)) {
            session.read("The keeper had counted the ships".getBytes(UTF_8), ReadProgress.NONE);
            try (TokenSession fork = session.fork()) {
                for (int id = 5; id < 10; id++) {
                    session.append(id);
                    fork.append(id);
                }
                assertArrayEquals(session.nextLogits(), fork.nextLogits(), 1e-6f);
                assertArrayEquals(surprisals(session), surprisals(fork), 1e-6f);
            }
        }
    }

    @Test
    void guardedSamplingWritesValidUtf8AndTellsEveryByte() {
        try (TokenModel model = TokenModel.open(TOKENS.resolve("llama-tied"), CPU);
                TokenSession session = TokenSession.open(model, 600)) {
            ByteArrayOutputStream heard = new ByteArrayOutputStream();
            List<Integer> patches = new ArrayList<>();
            GenerationListener listener = new GenerationListener() {
                @Override
                public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
                    assertEquals(heard.size(), index);
                    heard.write(value);
                }

                @Override
                public void patchClosed(int patch, int begin, int end) {
                    patches.add(end - begin);
                }
            };
            SamplingOptions options = SamplingOptions.PLAIN.withTemperature(3).withSeed(4);
            GenerationResult result =
                    new TokenGenerator(session, options, listener).run(new GenerationLimits(300, List.of(), false));
            assertEquals(300, result.bytes());
            byte[] text = heard.toByteArray();
            int whole = text.length - Utf8.incompleteTail(text, text.length);
            assertTrue(Utf8.isValid(Arrays.copyOf(text, whole)));
            assertArrayEquals(text, Arrays.copyOf(session.bytes(), text.length));
            assertFalse(patches.isEmpty());
        }
    }

    /** Against the definition: over all tokens that agree with the bytes so far. */
    @Test
    void bytesOfTokensAreForeseenWhereTheirTokensTogetherAreTheLikeliest() {
        try (TokenModel model = TokenModel.open(TOKENS.resolve("llama-tied"), CPU);
                TokenSession session = TokenSession.open(model, 600)) {
            byte[] text = "The keeper had counted the ships; Größe.".getBytes(UTF_8);
            Tokens tokens = model.tokenizer().encode(text);
            session.read(text, ReadProgress.NONE);
            int[] counted = IntStream.range(0, session.count())
                    .map(session::foreseenBytes)
                    .toArray();
            session.truncate(0);
            int all = 0;
            for (int token = 0; token < tokens.count(); token++) {
                int foreseen = foreseen(model.tokenizer(), session.nextLogits(), tokens.ids()[token]);
                assertEquals(foreseen, counted[token], "token " + token);
                all += foreseen;
                session.append(tokens.ids()[token]);
            }
            assertTrue(all > 0 && all < text.length, all + " of " + text.length);
        }
    }

    /** The bytes of a token are together as surprising as it is; the first against the definition. */
    @Test
    void bytesOfTokensAreAsSurprisingAsTheirTokens() {
        try (TokenModel model = TokenModel.open(TOKENS.resolve("llama-tied"), CPU);
                TokenSession session = TokenSession.open(model, 600)) {
            byte[] text = "The keeper had counted the ships; Größe. 数\u0000".getBytes(UTF_8);
            session.read(text, ReadProgress.NONE);
            for (int token = 0; token < session.count(); token++) {
                float[] surprisals = session.byteSurprisals(token);
                assertEquals(session.end(token) - session.begin(token), surprisals.length);
                double sum = 0;
                for (int i = 0; i < surprisals.length; i++) {
                    sum += surprisals[i];
                    assertTrue(surprisals[i] >= 0 && session.byteEntropies(token)[i] >= 0);
                }
                assertEquals(session.surprisal(token), sum, 1e-4);
            }
            float entropy = session.byteEntropies(3)[0];
            float surprisal = session.byteSurprisals(3)[0];
            int id = session.idAt(3);
            assertTrue(session.end(3) - session.begin(3) > 1, "one with a byte that does not end it");
            session.truncate(3);
            double[] sums = following(model.tokenizer(), session.nextLogits());
            double all = Arrays.stream(sums).sum();
            double expected = Arrays.stream(sums)
                    .filter(s -> s > 0)
                    .map(s -> -s / all * Math.log(s / all))
                    .sum();
            assertEquals(expected, entropy, 1e-4);
            assertEquals(-Math.log(sums[model.tokenizer().bytesOf(id)[0] & 0xFF] / all), surprisal, 1e-4);
        }
    }

    /** How likely a text goes on with each byte, up to a factor; the last: it goes on with none. */
    private static double[] following(Tokenizer tokenizer, float[] logits) {
        double[] sums = new double[257];
        for (int id = 0; id < logits.length; id++) {
            boolean marks = id >= tokenizer.size() || tokenizer.isSpecial(id);
            sums[marks ? 256 : tokenizer.bytesOf(id)[0] & 0xFF] += Math.exp(logits[id]);
        }
        return sums;
    }

    private static int foreseen(Tokenizer tokenizer, float[] logits, int id) {
        byte[] token = tokenizer.bytesOf(id);
        int foreseen = 0;
        for (int at = 0; at < token.length; at++) {
            double[] sums = new double[257]; // the last: nothing follows
            for (int other = 0; other < tokenizer.size(); other++) {
                byte[] bytes = tokenizer.isSpecial(other) ? new byte[0] : tokenizer.bytesOf(other);
                int equal = Arrays.mismatch(bytes, token);
                if (equal < 0 || equal >= at) {
                    sums[bytes.length == at ? 256 : bytes[at] & 0xFF] += Math.exp(logits[other]);
                }
            }
            foreseen += Arrays.stream(sums).max().orElseThrow() == sums[token[at] & 0xFF] ? 1 : 0;
        }
        return foreseen;
    }

    @Test
    void aModelOpensAsWhatItIs() {
        try (LanguageModel tokens = LanguageModel.open(TOKENS.resolve("llama-tied"), CPU)) {
            assertTrue(tokens instanceof TokenModel);
            assertEquals("llama-tied", tokens.name());
        }
        try (LanguageModel bytes = LanguageModel.open(Path.of("src/test/resources/reference/hf-tiny"), CPU)) {
            assertTrue(bytes instanceof Blt);
        }
    }

    @Test
    void whatIsMissingIsNamed(@TempDir Path folder) throws Exception {
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(TOKENS.resolve("llama-tied").resolve(file), folder.resolve(file));
        }
        CheckpointException none = assertThrows(CheckpointException.class, () -> TokenModel.open(folder, CPU));
        assertTrue(String.valueOf(none.getMessage()).contains("has no tokenizer.json"), none.toString());
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"type\": \"Unigram\", \"vocab\": []}}");
        CheckpointException other = assertThrows(CheckpointException.class, () -> TokenModel.open(folder, CPU));
        assertTrue(String.valueOf(other.getMessage()).contains("a model of the type Unigram"), other.toString());
    }
}
