package blt4j.patching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Mode;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the original patcher answers, the figure of the paper among it. */
class PatcherCasesTest {
    private static final JsonNode CASES = read();

    private static JsonNode read() {
        try (InputStream in =
                Objects.requireNonNull(PatcherCasesTest.class.getResourceAsStream("/reference/patcher-cases.json"))) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> agreesWithTheReference() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode c : CASES.get("cases")) {
            tests.add(DynamicTest.dynamicTest(c.get("name").asText() + " " + c.get("args"), () -> check(c)));
        }
        assertEquals(25, tests.size(), "cases");
        return tests.stream();
    }

    private static void check(JsonNode c) {
        Patches patches = Patching.segment(config(c.get("args")), ids(c), entropies(c));
        int[] lengths = patches.lengths();
        if (c.get("args").get("include_next_token").asBoolean()) {
            lengths = withNext(patches, lengths);
        }
        assertArrayEquals(ints(c.get("patch_lengths")), lengths);
    }

    /** The reference's count where the byte to come is in: a patch of its own, or one more for the last. */
    private static int[] withNext(Patches patches, int[] lengths) {
        if (patches.nextBegins()) {
            int[] longer = Arrays.copyOf(lengths, lengths.length + 1);
            longer[lengths.length] = 1;
            return longer;
        }
        lengths[lengths.length - 1]++;
        return lengths;
    }

    @Test
    void cutsTheFigureOfThePaperAsThePaperShows() {
        JsonNode figure = CASES.get("cases").get(0);
        double threshold = CASES.get("figure_threshold").asDouble();
        assertEquals("Daenerys Targaryen is in Game of Thrones, a fantasy epic by George R.R. Martin.", text(figure));
        Patches patches = Patching.segment(new PatcherConfig(new Threshold(threshold)), ids(figure), entropies(figure));
        assertEquals(
                List.of(
                        "",
                        "D",
                        "a",
                        "e",
                        "n",
                        "erys Targaryen ",
                        "is ",
                        "in ",
                        "G",
                        "a",
                        "me ",
                        "of Thrones, ",
                        "a",
                        " ",
                        "f",
                        "a",
                        "n",
                        "tasy ",
                        "epic ",
                        "b",
                        "y ",
                        "G",
                        "eorge R.R. Martin."),
                pieces(figure, patches));
    }

    private static List<String> pieces(JsonNode c, Patches patches) {
        int[] ids = ids(c);
        return IntStream.range(0, patches.count())
                .mapToObj(p -> text(Arrays.copyOfRange(ids, patches.begin(p), patches.end(p))))
                .toList();
    }

    private static String text(JsonNode c) {
        return text(ids(c));
    }

    private static String text(int[] ids) {
        StringBuilder text = new StringBuilder();
        Arrays.stream(ids).filter(id -> id >= 4).forEach(id -> text.append((char) (id - 4)));
        return text.toString();
    }

    private static PatcherConfig config(JsonNode args) {
        OptionalInt limit = args.has("max_patch_length")
                ? OptionalInt.of(args.get("max_patch_length").asInt())
                : OptionalInt.empty();
        return new PatcherConfig(mode(args), limit, false);
    }

    private static Mode mode(JsonNode args) {
        return switch (args.get("patching_mode").asText()) {
            case "static" -> new Static((int) args.get("patch_size").asDouble());
            case "space" -> new Space();
            case "byte" -> new EveryByte();
            case "entropy" -> {
                double threshold = args.get("threshold").asDouble();
                yield args.path("monotonicity").asBoolean()
                        ? new Monotonic(threshold)
                        : args.has("threshold_add")
                                ? new ThresholdAndRise(
                                        threshold, args.get("threshold_add").asDouble())
                                : new Threshold(threshold);
            }
            case String other -> throw new IllegalArgumentException(other);
        };
    }

    private static int[] ids(JsonNode c) {
        return ints(c.get("ids"));
    }

    private static float[] entropies(JsonNode c) {
        JsonNode node = c.get("entropies");
        float[] floats = new float[node.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) node.get(i).asDouble();
        }
        return floats;
    }

    private static int[] ints(JsonNode node) {
        int[] ints = new int[node.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = node.get(i).asInt();
        }
        return ints;
    }
}
