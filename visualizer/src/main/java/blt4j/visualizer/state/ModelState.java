package blt4j.visualizer.state;

import java.nio.file.Path;
import java.util.Optional;

/** How it stands with the model. */
public sealed interface ModelState {
    /** None was asked for yet. */
    record None() implements ModelState {}

    /** It is being opened. */
    record Opening(Path folder) implements ModelState {}

    /** It is open. */
    record Open(ModelInfo opened) implements ModelState {}

    /** It could not be opened. */
    record Failed(Path folder, String sentence) implements ModelState {}

    /** The model, if one is open. */
    default Optional<ModelInfo> info() {
        return this instanceof Open(ModelInfo opened) ? Optional.of(opened) : Optional.empty();
    }
}
