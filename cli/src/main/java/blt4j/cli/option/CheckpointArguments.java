package blt4j.cli.option;

import blt4j.model.config.CheckpointOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** What may be set of a checkpoint where its layout does not say it. */
@Group("Model and device")
public final class CheckpointArguments {
    @Rare
    @Option(names = "--entropy-model", paramLabel = "DIR", description = "Another folder's entropy model.")
    private Optional<Path> entropyModel = Optional.empty();

    @Rare
    @Option(names = "--window", paramLabel = "N", description = "The entropy model sees the last N bytes; 0 for all.")
    private Optional<Integer> window = Optional.empty();

    @Rare
    @Option(names = "--local-window", paramLabel = "N", description = "So do the local encoder and decoder.")
    private Optional<Integer> localWindow = Optional.empty();

    @Rare
    @Option(names = "--verbose", description = "Says more; for an error, where it arose.")
    private boolean verbose;

    /** Whether to say more. */
    boolean verbose() {
        return verbose;
    }

    /** What is set. */
    public CheckpointOptions options() {
        return new CheckpointOptions(entropyModel, optional(window), optional(localWindow));
    }

    private static OptionalInt optional(Optional<Integer> value) {
        return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }
}
