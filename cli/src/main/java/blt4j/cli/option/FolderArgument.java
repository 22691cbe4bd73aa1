package blt4j.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** The model's folder as an argument, for commands that are about a model and nothing else. */
public final class FolderArgument {
    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "The model, as --model.")
    private Optional<Path> folder = Optional.empty();

    /** The folder, if one is given. */
    public Optional<Path> folder() {
        return folder;
    }
}
