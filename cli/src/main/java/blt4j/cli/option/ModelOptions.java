package blt4j.cli.option;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.cli.console.Console;
import blt4j.cli.console.Progress;
import blt4j.device.BackendOptions;
import blt4j.device.Precision;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.BundledModels;
import blt4j.model.LanguageModel;
import blt4j.model.LocalModels;
import blt4j.model.TokenModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, and what it runs on: the options that most commands share. */
@Group("Model and device")
public final class ModelOptions {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "DIR",
            description = "The model: its folder, or a name that 'blt models' lists.")
    Optional<Path> model = Optional.empty();

    @Mixin
    private final CheckpointArguments checkpoint = new CheckpointArguments();

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "What to run on (see 'blt devices'); auto takes a GPU.")
    String backend = "auto";

    @Rare
    @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "CPU threads; 0 for one per core.")
    public int threads;

    @Rare
    @Option(
            names = "--weights",
            paramLabel = "KIND",
            defaultValue = "stored",
            description = "Weights in memory: stored, f32, bf16 or q8.")
    public Precision weights = Precision.STORED;

    /** Takes the model's folder from an argument too. */
    public void takeFolder(Optional<Path> argument) {
        if (argument.isPresent() && model.isPresent()) {
            throw new BltException("The model is given twice: as an argument and with --model. Give one of them.");
        }
        model = model.or(() -> argument);
    }

    /** Whether a model is named. */
    public boolean isNamed() {
        return model.isPresent();
    }

    /** The model's folder. */
    public Path folder() {
        return model.map(this::resolve).orElseGet(BundledModels::defaultModel);
    }

    /** The folder that is meant by a path or a model's name. */
    public Path resolve(Path given) {
        return LocalModels.of(System.getenv()).resolve(given);
    }

    /** How to open the model. */
    public BltOptions options() {
        return new BltOptions(checkpoint.options(), new BackendOptions(backend, threads), weights);
    }

    /** The same options as arguments, for a command that is run by another; what is not set is left out. */
    public List<String> asArguments() {
        List<String> arguments = new ArrayList<>(List.of("--backend", backend, "--threads", "" + threads));
        model.ifPresent(m -> arguments.addAll(List.of("--model", m.toString())));
        arguments.addAll(List.of("--weights", weights.name()));
        return arguments;
    }

    /** Opens the model, which must be a BLT or an entropy model. */
    public Blt open(Console console) {
        if (TokenModel.isTokenModel(folder())) {
            throw new BltException("The model " + folder()
                    + " reads tokens (its model_type is llama), not bytes; 'blt generate', 'blt eval', 'blt compare',"
                    + " 'blt bench' and 'blt info' take such a model.");
        }
        Blt blt = opening(folder(), console, () -> Blt.open(folder(), options()));
        say(blt, console);
        return blt;
    }

    /** Opens the model as what it is: a BLT, an entropy model, or a model over tokens. */
    public LanguageModel openAny(Console console) {
        return openAny(folder(), console);
    }

    /** Opens another model in the same way. */
    public LanguageModel openAny(Path folder, Console console) {
        LanguageModel opened = opening(folder, console, () -> LanguageModel.open(resolve(folder), options()));
        say(opened, console);
        return opened;
    }

    /** A large model whose weights are converted takes its time. */
    private static <T> T opening(Path folder, Console console, Supplier<T> opens) {
        try (Progress progress = new Progress(console)) {
            progress.at("opening " + folder.getFileName());
            return opens.get();
        }
    }

    private void say(LanguageModel opened, Console console) {
        if (checkpoint.verbose()) {
            console.err()
                    .println(Foreign.shown(
                            "model " + opened.name() + " on " + opened.backend().describe()));
        }
    }
}
