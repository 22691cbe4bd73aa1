package blt4j.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** A file of weights that is written anew for each input. */
final class Damaged {
    private final Path path;

    Damaged(String ending) {
        try {
            path = Files.createTempFile("blt4j-fuzz", ending);
            path.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes, opens, and reads all that is in it. */
    void read(byte[] input, Function<Path, Weights> open) throws IOException {
        Files.write(path, input);
        try (Weights weights = open.apply(path)) {
            for (String name : weights.names()) {
                readOne(weights, name);
            }
        } catch (CheckpointException e) {
            // The sentence is what is wanted; anything else is a finding.
        }
    }

    private static void readOne(Weights weights, String name) {
        try {
            weights.get(name).toFloats();
        } catch (CheckpointException e) {
            // A type that is not computed with.
        }
    }
}
