package blt4j.analysis.compare;

import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.patching.ThresholdFinder;
import blt4j.vocabulary.Vocabulary;
import java.util.function.Function;
import org.apiguardian.api.API;

/**
 * A way of cutting texts, so that patches and the tokens of other models can be held side by side. The engine brings
 * its own patchings; a vocabulary of tokens joins through {@link #ofTokens}, from whoever has such a library, which the
 * engine has not.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Segmenter {
    /** {@return what to call it} */
    String name();

    /** {@return whether it needs an entropy model, whose work then counts as its own} */
    boolean needsEntropies();

    /**
     * Cuts a text.
     *
     * @param text any bytes
     * @return patches over the text's positions: 0 is the BOS, {@code i + 1} byte {@code i}
     */
    Patches segment(byte[] text);

    /**
     * {@return patching by a rule that needs no entropies}
     *
     * @param name for people
     * @param config how patches are made
     * @throws IllegalArgumentException if the rule needs them
     */
    static Segmenter of(String name, PatcherConfig config) {
        if (config.mode().needsEntropies()) {
            throw new IllegalArgumentException(config.mode() + " needs entropies");
        }
        PatcherConfig patching = config.forModel();
        return make(name, false, text -> Patching.segment(patching, Vocabulary.prompt(text), new float[0]));
    }

    /**
     * {@return patching by entropies}
     *
     * @param name for people
     * @param config how patches are made
     * @param entropies reads a text: one entropy per position, the BOS first, in nats
     */
    static Segmenter of(String name, PatcherConfig config, Function<byte[], float[]> entropies) {
        return make(name, true, text -> Patching.segment(config, Vocabulary.prompt(text), entropies.apply(text)));
    }

    /**
     * {@return patching by entropies at the threshold that gives each text, as nearly as can be, patches of a mean
     * size}
     *
     * @param name for people
     * @param config the rule; its threshold is looked for
     * @param bytesPerPatch the wanted mean size
     * @param entropies reads a text: one entropy per position, the BOS first, in nats
     */
    static Segmenter ofMeanSize(
            String name, PatcherConfig config, double bytesPerPatch, Function<byte[], float[]> entropies) {
        return make(name, true, text -> {
            int[] ids = Vocabulary.prompt(text);
            float[] read = entropies.apply(text);
            return Patching.segment(ThresholdFinder.find(config, ids, read, bytesPerPatch), ids, read);
        });
    }

    /**
     * {@return the tokens of another vocabulary}
     *
     * @param name for people
     * @param byteLengths cuts a text: how many bytes each token has, in order; they sum to the text's length
     */
    static Segmenter ofTokens(String name, Function<byte[], int[]> byteLengths) {
        return make(name, false, text -> tokens(name, text.length, byteLengths.apply(text)));
    }

    private static Patches tokens(String name, int bytes, int[] lengths) {
        int[] starts = new int[lengths.length + 1];
        int position = 1;
        for (int i = 0; i < lengths.length; i++) {
            starts[i + 1] = position;
            position += lengths[i];
        }
        if (position != bytes + 1) {
            throw new IllegalArgumentException(
                    "the tokens of " + name + " have " + (position - 1) + " bytes together; the text has " + bytes);
        }
        return new Patches(starts, position, true);
    }

    private static Segmenter make(String name, boolean needsEntropies, Function<byte[], Patches> cut) {
        record Named(String name, boolean needsEntropies, Function<byte[], Patches> cut) implements Segmenter {
            @Override
            public Patches segment(byte[] text) {
                return cut.apply(text);
            }
        }
        return new Named(name, needsEntropies, cut);
    }
}
