package blt4j.generation;

import blt4j.compute.Executor;
import blt4j.compute.LoadedModel;
import blt4j.model.LanguageModel;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Writes several texts of one model at once. Each stage runs for all texts that are due for it together, so that weights are
 * read once for all of them; where reading them takes most of the time, many texts take hardly longer than one. Every
 * text is what its generator would have written alone, but for rounding: sums are added up in another order, by which a draw
 * differs about as often as two probabilities agree to six digits.
 *
 * <p>Belongs to one thread, except for {@link #stop}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BatchGenerator {
    private final List<TextGenerator> generators;
    private final Executor executor;

    /**
     * Takes texts that are to be written together.
     *
     * @param generators at least one, each of a session of its own, all of one model
     * @throws IllegalArgumentException if the models differ
     */
    public BatchGenerator(List<? extends TextGenerator> generators) {
        this.generators = List.copyOf(generators);
        this.executor = this.generators.getFirst().executor();
        if (this.generators.stream().anyMatch(g -> !g.executor().equals(executor))) {
            throw new IllegalArgumentException("texts that are written together must be of one model");
        }
    }

    /**
     * {@return how many texts of a model had better be written together; 1 where that gains nothing} On a device they are, if
     * they were {@linkplain Session#reserve reserved} before they were opened.
     *
     * @param model that writes
     */
    public static int most(LanguageModel model) {
        return LoadedModel.of(model.backend()).executor().textsTogether();
    }

    /** Ends {@link #run} after the bytes at work; may be called from any thread. */
    public void stop() {
        generators.forEach(TextGenerator::stop);
    }

    /**
     * Writes until each text has reached a limit. A text's listener is told of its end when it has come, while others are
     * still written.
     *
     * @param limits of each text
     * @return for each text why it ended and after how many bytes, and the time from the beginning of all until then
     */
    public List<GenerationResult> run(GenerationLimits limits) {
        IdentityHashMap<TextGenerator, GenerationResult> results = new IdentityHashMap<>();
        try {
            generators.forEach(g -> g.begin(limits));
            List<TextGenerator> writing = new ArrayList<>(generators);
            while (!writing.isEmpty()) {
                writing.removeIf(g -> ended(g, results));
                Reading.catchUp(
                        executor, writing.stream().map(TextGenerator::reading).toList());
                writing.forEach(TextGenerator::tell);
            }
        } finally {
            generators.forEach(TextGenerator::release);
        }
        return generators.stream().map(results::get).toList();
    }

    private static boolean ended(TextGenerator generator, IdentityHashMap<TextGenerator, GenerationResult> results) {
        boolean ended = !generator.draw();
        if (ended) {
            results.put(generator, generator.end());
        }
        return ended;
    }
}
