package blt4j.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds a checkpoint's tensors in its folder, by the names that the published layouts give them. */
public final class WeightFiles {
    /** The names that are looked for, in this order. */
    public static final List<String> NAMES = List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "consolidated.safetensors",
            "consolidated.pth",
            "consolidated/consolidated.pth",
            "pytorch_model.bin");

    private WeightFiles() {}

    /** The file that {@link #open} would open. */
    public static Optional<Path> find(Path folder) {
        return NAMES.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
    }

    /**
     * Maps the tensors in a folder, under the names they have there.
     *
     * @throws CheckpointException if there are none, or they are damaged
     */
    public static Weights open(Path folder) {
        Path file = find(folder)
                .orElseThrow(() -> new CheckpointException(
                        "The folder " + folder + " holds no weights; looked for " + String.join(", ", NAMES) + "."));
        String name = file.getFileName().toString();
        if (name.endsWith(".index.json")) {
            return ShardedWeights.open(file);
        }
        return name.endsWith(".safetensors") ? Safetensors.open(file) : TorchCheckpoint.open(file);
    }
}
