package blt4j.visualizer.state;

import blt4j.model.config.ModelConfig;
import blt4j.model.pipeline.Programs;
import java.nio.file.Path;

/**
 * A model that is open, as far as the window shows it. It holds nothing that must be closed.
 *
 * @param folder where it lies
 * @param config its configuration
 * @param programs its programs
 * @param backend what it ran on when it was opened, in words; {@link AppModel#device} follows it
 */
public record ModelInfo(Path folder, ModelConfig config, Programs programs, String backend) {
    /** Its name. */
    public String name() {
        return config.name();
    }

    /** The numbers in all its weights. */
    public long parameters() {
        return programs.all().stream()
                .flatMap(p -> p.weights().stream())
                .distinct()
                .mapToLong(w -> w.count())
                .sum();
    }

    /** Whether it predicts next bytes, and is not an entropy model alone. */
    public boolean generates() {
        return programs.blt().isPresent();
    }
}
