package blt4j.model.checkpoint;

import blt4j.model.config.CheckpointOptions;
import blt4j.model.config.LatentConfig;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.weights.AssembledWeights;
import blt4j.weights.CheckpointException;
import blt4j.weights.WeightFiles;
import blt4j.weights.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A checkpoint on disk: what it is, and its tensors under canonical names, each of the shape that the configuration
 * calls for. Owns the mapped files.
 *
 * @param config what the model is
 * @param weights its tensors, memory-mapped; live until {@link #close}
 */
public record Checkpoint(ModelConfig config, Weights weights) implements AutoCloseable {
    private static final String CONFIG = "config.json";

    /**
     * Opens a checkpoint, in any of the published layouts. Tensors are mapped, not read.
     *
     * @param folder the folder of the configuration and the weights
     * @param options what the caller sets
     * @throws CheckpointException if the folder is no checkpoint, or one that is damaged or not understood
     */
    public static Checkpoint open(Path folder, CheckpointOptions options) {
        Optional<Path> lender = options.entropyModel();
        Checkpoint opened =
                lender.isPresent() ? openAlone(folder, true).joined(lender.get(), Checkpoint::open) : open(folder);
        return opened.withWindows(options.entropyWindow(), options.localWindow());
    }

    /** Opens a folder, and the entropy model in the folder within, if one is needed and there. */
    private static Checkpoint open(Path folder) {
        Checkpoint opened = openAlone(folder);
        Path within = folder.resolve(OriginalLayout.ENTROPY_MODEL_FOLDER);
        boolean joins = opened.config().entropyModel().isEmpty() && Files.isDirectory(within);
        return joins ? opened.joined(within, Checkpoint::openAlone) : opened;
    }

    private static Checkpoint openAlone(Path folder) {
        return openAlone(folder, false);
    }

    /** Opens a folder without what lies within; says whether an entropy model will be joined that it may not have. */
    private static Checkpoint openAlone(Path folder, boolean isLentEntropyModel) {
        requireFolder(folder);
        Path file = folder.resolve(CONFIG);
        if (Files.isRegularFile(file)) {
            ConfigFields settings = ConfigFields.read(file);
            if (HuggingFaceLayout.isLayoutOf(settings)) {
                return HuggingFaceLayout.open(folder, settings, isLentEntropyModel);
            }
            if (OriginalLayout.isLayoutOf(settings)) {
                return OriginalLayout.open(folder, settings);
            }
            throw unknownArchitecture(settings);
        }
        Path training = OriginalLayout.trainingSettings(folder)
                .orElseThrow(() -> new CheckpointException("The folder " + folder
                        + " is no checkpoint: looked for " + CONFIG + " and for "
                        + String.join(" or ", OriginalLayout.TRAINING_SETTINGS) + ", beside weights in one of "
                        + String.join(", ", WeightFiles.NAMES) + "."));
        return OriginalLayout.openTrained(folder, ConfigFields.read(training));
    }

    private static void requireFolder(Path folder) {
        if (Files.isRegularFile(folder)) {
            throw new CheckpointException("The path " + folder
                    + " is a file; a checkpoint is opened by the folder that holds its " + CONFIG + ".");
        }
        if (!Files.isDirectory(folder)) {
            throw new CheckpointException("There is no folder " + folder + ".");
        }
    }

    private static CheckpointException unknownArchitecture(ConfigFields settings) {
        String found = settings.text("model_type")
                .map(type -> "has the model_type '" + type + "'")
                .orElse("has neither a model_type nor args");
        return new CheckpointException("The file " + settings.file() + " " + found
                + "; known are 'blt' and 'blt_patcher' of transformers, and the \"args\" of the original.");
    }

    /** What a checkpoint is called: like its folder. */
    static String nameOf(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? "model" : name.toString();
    }

    /** This checkpoint with the entropy model of another folder; closed if there is none. */
    private Checkpoint joined(Path folder, Function<Path, Checkpoint> open) {
        try {
            Checkpoint other = open.apply(folder);
            if (other.config().entropyModel().isEmpty()) {
                other.close();
                throw new CheckpointException("The checkpoint " + folder + " holds no entropy model to borrow.");
            }
            return joined(other);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Checkpoint joined(Checkpoint other) {
        AssembledWeights.Builder merged =
                AssembledWeights.from(weights.describe()).owning(weights).owning(other.weights());
        weights.names().stream()
                .filter(name -> !isOfEntropyModel(name))
                .forEach(name -> merged.add(name, weights.get(name)));
        other.weights().names().stream()
                .filter(Checkpoint::isOfEntropyModel)
                .forEach(name -> merged.add(name, other.weights().get(name)));
        return new Checkpoint(config.withParts(other.config().entropyModel(), config.blt()), merged.build());
    }

    private static boolean isOfEntropyModel(String tensor) {
        return tensor.startsWith(CanonicalTensors.ENTROPY_MODEL);
    }

    private Checkpoint withWindows(OptionalInt entropyWindow, OptionalInt localWindow) {
        Optional<TransformerConfig> entropyModel =
                config.entropyModel().map(c -> c.withWindow(entropyWindow.orElse(c.window())));
        Optional<LatentConfig> blt = config.blt().map(c -> withLocalWindow(c, localWindow));
        return new Checkpoint(config.withParts(entropyModel, blt), weights);
    }

    private static LatentConfig withLocalWindow(LatentConfig config, OptionalInt window) {
        return new LatentConfig(
                config.hash(),
                config.encoder().withWindow(window.orElse(config.encoder().window())),
                config.latent(),
                config.decoder().withWindow(window.orElse(config.decoder().window())),
                config.crossAttentionK(),
                config.encoderCross(),
                config.decoderCross(),
                config.encoderCrossLayer(),
                config.decoderCrossAllLayers(),
                config.projectsIntoLatent());
    }

    @Override
    public void close() {
        weights.close();
    }
}
