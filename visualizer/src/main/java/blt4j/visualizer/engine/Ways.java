package blt4j.visualizer.engine;

import blt4j.analysis.compare.Segmenter;
import blt4j.frontend.tokens.Bpe;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The ways of cutting a text that are compared. A way's name is a key into the window's words. */
public final class Ways {
    private static final double[] MEAN_SIZES = {3, 4.5, 6, 8};
    private static final double MONOTONIC_SIZE = 4.5;
    private static final int STATIC_SIZE = 4;

    private Ways() {}

    /**
     * The ways, in the order in which they stand under one another.
     *
     * @param entropies reads a text; absent where the model has no entropy model
     * @param vocabularies real vocabularies of tokens
     */
    static List<Segmenter> of(Optional<Function<byte[], float[]>> entropies, List<Bpe> vocabularies) {
        List<Segmenter> ways = new ArrayList<>();
        entropies.ifPresent(read -> {
            for (double size : MEAN_SIZES) {
                ways.add(Segmenter.ofMeanSize("blt-" + size, new PatcherConfig(new Threshold(1)), size, read));
            }
            PatcherConfig monotonic = new PatcherConfig(new Monotonic(0));
            ways.add(Segmenter.ofMeanSize("monotonic-" + MONOTONIC_SIZE, monotonic, MONOTONIC_SIZE, read));
        });
        ways.add(Segmenter.of("space", new PatcherConfig(new Space())));
        ways.add(Segmenter.of("static-" + STATIC_SIZE, new PatcherConfig(new Static(STATIC_SIZE, true))));
        vocabularies.forEach(v -> ways.add(v.segmenter()));
        return ways;
    }
}
