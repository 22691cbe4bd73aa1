package blt4j;

import blt4j.device.BackendOptions;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.config.CheckpointOptions;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The reference models among the test resources. */
public final class TestModels {
    private TestModels() {}

    /** The folder of a reference model: hf-tiny, hf-gqa-bf16, meta-tiny, meta-tiny-entropy. */
    public static Path folder(String name) {
        URL url = Objects.requireNonNull(TestModels.class.getResource("/reference/" + name + "/config.json"), name);
        try {
            return Objects.requireNonNull(Path.of(url.toURI()).getParent());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** A reference model on the CPU, with one thread. */
    public static Blt open(String name) {
        return Blt.open(folder(name), BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", 1)));
    }

    /** The same under sliding windows, so that caches are rings. */
    public static Blt openWindowed(String name, int window) {
        BltOptions options = new BltOptions(
                CheckpointOptions.DEFAULT.withEntropyWindow(window).withLocalWindow(window),
                new BackendOptions("cpu", 1),
                BltOptions.DEFAULT.precision());
        return Blt.open(folder(name), options);
    }
}
