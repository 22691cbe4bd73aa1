package blt4j.samples;

import blt4j.analysis.compare.Comparison;
import blt4j.analysis.compare.Comparison.Segmentation;
import blt4j.analysis.compare.Segmenter;
import blt4j.model.Blt;
import blt4j.model.BundledModels;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A rule of our own for where patches begin (at capital letters, as in camelCase), held against the engine's own. */
public final class CustomPatcher {
    private CustomPatcher() {}

    /** Cuts the arguments, or some code. */
    public static void main(String[] args) {
        String text =
                args.length == 0 ? "int countOfOpenFiles = fileTable.openFiles().size();" : String.join(" ", args);
        print(BundledModels.defaultModel(), text, System.out);
    }

    /** The bytes of each patch: one begins at each capital letter and at each sign that is no letter. */
    static int[] atCapitals(byte[] text) {
        int[] begins = IntStream.range(0, text.length)
                .filter(i -> i == 0 || Character.isUpperCase(text[i]) || !Character.isLetter(text[i]))
                .toArray();
        return IntStream.range(0, begins.length)
                .map(i -> (i + 1 < begins.length ? begins[i + 1] : text.length) - begins[i])
                .toArray();
    }

    static void print(Path model, String text, PrintStream out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Segmenter> ways = List.of(
                Segmenter.ofTokens("capitals", CustomPatcher::atCapitals),
                Segmenter.of("space", new PatcherConfig(new Space())),
                Segmenter.of("every 4", new PatcherConfig(new Static(4, true))));
        try (Blt blt = Blt.open(model)) {
            for (Segmentation s :
                    Comparison.of(bytes, ways, blt.programs().all()).segmentations()) {
                out.printf(
                        "%-10s %3d patches of %.2f bytes, %,.0f FLOPs a byte%n",
                        s.name(), s.count(), s.bytesPerPatch(), s.cost().total());
            }
        }
    }
}
