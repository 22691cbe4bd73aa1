package blt4j.cli.checkpoint;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Progress;
import blt4j.cli.option.CheckpointArguments;
import blt4j.model.checkpoint.Checkpoint;
import blt4j.model.checkpoint.CheckpointWriter;
import blt4j.weights.DType;
import blt4j.weights.WeightFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code blt convert}: writes a model in the Hugging Face layout, in another precision. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a model into a new folder, in the Hugging Face layout and a precision of your choice.",
            "",
            "A model in the original layout becomes one in Hugging Face's, an entropy model from another folder becomes"
                    + " part of it, and the windows that hold are written down.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  blt convert --to bf16 ~/models/blt-1b-original ~/models/blt-1b",
            "  blt convert --to q8 models/blt-demo ~/models/blt-demo-q8",
            "  blt convert --window 512 --entropy-model ~/models/entropy ~/models/blt ~/models/blt-whole"
        })
public final class ConvertCommand implements Callable<Integer> {
    private static final Map<String, DType> PRECISIONS =
            Map.of("f32", DType.F32, "f16", DType.F16, "bf16", DType.BF16, "q8", DType.Q8);

    private final Console console;

    @Parameters(index = "0", paramLabel = "FROM", description = "The model's folder.")
    private Path from = Path.of("");

    @Parameters(index = "1", paramLabel = "TO", description = "The new folder; must not hold a model.")
    private Path to = Path.of("");

    @Option(
            names = "--to",
            paramLabel = "KIND",
            description =
                    "The precision: f32, f16, bf16, or q8, which holds the weights of projections in 8 bits with a"
                            + " scale for each row and leaves the others as they are; without it, each tensor's own.")
    private Optional<String> precision = Optional.empty();

    @Mixin
    private final CheckpointArguments checkpoint = new CheckpointArguments();

    public ConvertCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<DType> dtype = precision.map(ConvertCommand::dtype);
        if (Files.exists(to.resolve("config.json")) || WeightFiles.find(to).isPresent()) {
            throw new BltException("The folder " + to + " holds a model already; name another.");
        }
        try (Checkpoint opened = Checkpoint.open(from, checkpoint.options());
                Progress progress = new Progress(console)) {
            CheckpointWriter.write(
                    opened,
                    to,
                    dtype,
                    (step, done, total) ->
                            progress.at(step.name().toLowerCase(Locale.ROOT), " MiB", 1 << 20, done, total));
        }
        console.err().println("wrote " + Foreign.shown(to.toString()));
        return ExitCode.OK;
    }

    private static DType dtype(String name) {
        DType dtype = PRECISIONS.get(name.toLowerCase(Locale.ROOT));
        if (dtype == null) {
            throw new BltException("--to is '" + name + "'; it must be f32, f16, bf16 or q8.");
        }
        return dtype;
    }
}
