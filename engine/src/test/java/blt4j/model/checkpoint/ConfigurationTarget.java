package blt4j.model.checkpoint;

import blt4j.weights.CheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A configuration of any of the layouts, replaced by any bytes: the model opens or is refused with a sentence. The first
 * byte says which file of which model.
 */
public final class ConfigurationTarget {
    private static final List<Replaced> FILES = files();

    private record Replaced(ModelFolder folder, Path file, String original) {}

    private ConfigurationTarget() {}

    private static List<Replaced> files() {
        List<List<String>> names = List.of(
                List.of("hf-tiny", "config.json"),
                List.of("meta-tiny", "config.json"),
                List.of("meta-tiny", "train_args.json"),
                List.of("meta-tiny", "entropy_model/params.json"),
                List.of("meta-tiny-entropy", "config.json"));
        try {
            Path root = Files.createTempDirectory("blt4j-fuzz");
            return IntStream.range(0, names.size())
                    .mapToObj(i -> replaced(root.resolve(Integer.toString(i)), names.get(i)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Replaced replaced(Path folder, List<String> name) {
        try {
            ModelFolder copy = ModelFolder.copyOf(name.getFirst(), Files.createDirectories(folder));
            Path file = folder.resolve(name.get(1));
            return new Replaced(copy, file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Jazzer calls, and {@code FuzzCorpusTest} with what Jazzer found. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        Replaced replaced = FILES.get((input[0] & 0xFF) % FILES.size());
        try {
            Files.write(replaced.file(), Arrays.copyOfRange(input, 1, input.length));
            replaced.folder().read();
        } catch (CheckpointException e) {
            // The sentence is what is wanted; anything else is a finding.
        } finally {
            Files.writeString(replaced.file(), replaced.original());
        }
    }
}
