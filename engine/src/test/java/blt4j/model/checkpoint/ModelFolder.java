package blt4j.model.checkpoint;

import blt4j.model.config.CheckpointOptions;
import blt4j.model.config.ModelConfig;
import blt4j.weights.ReferenceFiles;
import blt4j.weights.SafetensorsWriter;
import blt4j.weights.Tensor;
import blt4j.weights.WeightFiles;
import blt4j.weights.Weights;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** A copy of a reference model, to be changed. */
record ModelFolder(Path path) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Copies a reference model, all but what it should answer. */
    static ModelFolder copyOf(String reference, Path into) {
        Path from = ReferenceFiles.path(reference);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(f -> !f.getFileName().toString().startsWith("expected"))
                    .toList()) {
                Path copy = into.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ModelFolder(into);
    }

    /** Changes a JSON file. */
    ModelFolder change(String file, Consumer<ObjectNode> change) {
        try {
            ObjectNode root = (ObjectNode) JSON.readTree(path.resolve(file).toFile());
            change.accept(root);
            JSON.writeValue(path.resolve(file).toFile(), root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Changes config.json. */
    ModelFolder config(Consumer<ObjectNode> change) {
        return change("config.json", change);
    }

    /** Changes the arguments in an original's config.json. */
    ModelFolder args(Consumer<ObjectNode> change) {
        return config(root -> change.accept((ObjectNode) root.get("args")));
    }

    /** Rewrites the weights, each tensor as it is, changed, or left out. */
    ModelFolder tensors(Function<Tensor, Optional<Tensor>> change) {
        return tensorsInto("model.safetensors", change);
    }

    /** Writes the weights to a file of another name. */
    ModelFolder tensorsInto(String file, Function<Tensor, Optional<Tensor>> change) {
        Path original = WeightFiles.find(path).orElseThrow();
        try (Weights weights = WeightFiles.open(path)) {
            List<Tensor> tensors = weights.names().stream()
                    .map(weights::get)
                    .flatMap(t -> change.apply(t).stream())
                    .toList();
            SafetensorsWriter.write(path.resolve("rewritten"), tensors, Map.of());
        }
        try {
            Files.delete(original);
            Files.move(path.resolve("rewritten"), path.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Writes a file. */
    ModelFolder write(String file, String text) {
        try {
            Files.writeString(path.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** What a file holds. */
    String text(String file) {
        try {
            return Files.readString(path.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a file. */
    ModelFolder delete(String file) {
        try {
            Files.delete(path.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Opens it and takes its configuration. */
    ModelConfig read() {
        try (Checkpoint checkpoint = Checkpoint.open(path, CheckpointOptions.DEFAULT)) {
            return checkpoint.config();
        }
    }
}
