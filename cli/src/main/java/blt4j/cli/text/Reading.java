package blt4j.cli.text;

import blt4j.BltException;
import blt4j.cli.console.Console;
import blt4j.cli.console.Progress;
import blt4j.cli.option.PatchingOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.BytePatches;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.patching.ThresholdFinder;
import blt4j.vocabulary.Vocabulary;

/**
 * A text as the entropy model reads it.
 *
 * @param bytes the text
 * @param entropies one per id in nats, the BOS first; empty where the model has no entropy model
 * @param patches over the ids
 * @param patching the patching in force
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Reading(byte[] bytes, float[] entropies, Patches patches, PatcherConfig patching)
        implements PatchPainter.Bytes {
    /** Reads a text. */
    public static Reading of(Blt blt, byte[] bytes, PatchingOptions wanted, Console console) {
        PatcherConfig config = wanted.over(blt.config().patching());
        boolean anyEntropies = blt.config().entropyModel().isPresent();
        if (config.mode().needsEntropies() && !anyEntropies) {
            throw new BltException("The model " + blt.config().name() + " has no entropy model, so it cannot patch by"
                    + " entropy; name one with --entropy-model, or choose --mode static, space or byte.");
        }
        PatcherConfig followed = config.mode().looksAhead() ? config.withMode(new PatcherConfig.EveryByte()) : config;
        SessionOptions options = SessionOptions.ofCapacity(bytes.length)
                .withPatching(followed)
                .withoutDistributions()
                .withEntropyModelAlone()
                .withRewind(0);
        try (Session session = Sessions.open(blt, options);
                Progress progress = new Progress(console)) {
            session.append(bytes, progress);
            float[] entropies = anyEntropies ? session.entropies() : new float[0];
            int[] ids = Vocabulary.prompt(bytes);
            if (wanted.sizeToFindThresholdFor().isPresent()) {
                double size = wanted.sizeToFindThresholdFor().get();
                config = ThresholdFinder.find(config, ids, entropies, size);
                return new Reading(bytes, entropies, Patching.segment(config, ids, entropies), config);
            }
            Patches patches = config.mode().looksAhead() ? Patching.segment(config, ids, entropies) : session.patches();
            return new Reading(bytes, entropies, patches, config);
        }
    }

    @Override
    public boolean beginsPatch(int index) {
        return inBytes().beginsAt(index);
    }

    @Override
    public float entropy(int index) {
        return entropies.length == 0 ? 0 : entropies[index];
    }

    /** The patches in bytes of the text. */
    public BytePatches inBytes() {
        return patches.inBytes();
    }
}
