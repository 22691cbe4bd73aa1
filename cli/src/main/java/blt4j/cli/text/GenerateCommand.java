package blt4j.cli.text;

import blt4j.BltException;
import blt4j.cli.console.ColorWhen;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Progress;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.option.PatchingOptions;
import blt4j.cli.option.Rare;
import blt4j.cli.option.TextInput;
import blt4j.generation.BatchGenerator;
import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.generation.GenerationResult.Reason;
import blt4j.generation.TextGenerator;
import blt4j.model.LanguageModel;
import blt4j.model.TokenModel;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code blt generate}: writes a text on. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a text on, a byte at a time, and shows it as it comes. Ctrl-C ends it. A model over tokens (Hugging"
                    + " Face's llama) writes a token at a time.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  blt generate \"The ship \"",
            "  blt generate -t 0.9 --top-p 0.95 --seed 7 -n 1000 \"Once upon a time\"",
            "  blt generate --show patches \"def main():\"",
            "  blt generate --samples 3 --seed 1 \"The ship \"",
            "  blt generate --jsonl prompts.jsonl > answers.jsonl",
            "  blt generate --interactive",
            "",
            "On a terminal the prompt is repeated before what is written; elsewhere what is written stands alone. The"
                    + " prompt may be empty. Temperatures below 1 make likely bytes likelier, above 1 less so. Several samples are"
                    + " written at once, reading the weights once a step for all, which is faster than one after another;"
                    + " --jsonl answers in JSON.",
            "",
            "JSON is an object for each text: ids (of what was written), text, stop (max_bytes, end_of_sequence,"
                    + " stop_string, capacity or stopped), patch_lengths (of all ids, the begin-of-sequence first),"
                    + " seconds and bytes_per_second; with --samples or --jsonl, prompt (which, from 0), sample and seed"
                    + " too. --format events writes one object a line, for each byte and patch, as it happens."
        })
public final class GenerateCommand implements Callable<Integer> {
    /** The forms of the answer. */
    enum Format {
        /** The text. */
        TEXT,
        /** One object at the end. */
        JSON,
        /** An object for each byte and each patch. */
        EVENTS
    }

    private static final int MOST_SAMPLES = 10_000;
    private static final int INTERACTIVE_BYTES = 1 << 16;

    private final Console console;

    @Mixin
    private final TextInput input = new TextInput();

    @Option(
            names = {"-n", "--max-bytes"},
            paramLabel = "N",
            defaultValue = "256",
            description = "Ends after N bytes. Default ${DEFAULT-VALUE}.")
    private int maxBytes;

    @Option(names = "--stop", paramLabel = "TEXT", description = "Ends after this was written; may be repeated.")
    private List<String> stops = List.of();

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "1",
            description = "Writes N texts at once, with seeds that follow.")
    private int samples = 1;

    @Option(
            names = "--jsonl",
            paramLabel = "FILE",
            description =
                    "Takes prompts from a file, a JSON string or an object with \"prompt\" on each line, and answers in JSON"
                            + " lines.")
    private Optional<Path> jsonl = Optional.empty();

    @Option(
            names = {"-i", "--interactive"},
            description = "A session: write, let the model write on, edit, go back, branch. /help there tells how.")
    private boolean interactive;

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Option(names = "--show", paramLabel = "WHAT", description = "Colours the text as it comes: patches or entropy.")
    private Optional<Show> show = Optional.empty();

    @Rare
    @Option(names = "--show-patches", description = "Short for --show patches.")
    private boolean showPatches;

    @Rare
    @Option(
            names = "--raw",
            description = "Sends the bytes as they are even to a terminal, which control bytes may confuse.")
    private boolean raw;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text (the default), json or events.")
    private Optional<Format> chosenFormat = Optional.empty();

    @Rare
    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "auto (on a terminal, unless NO_COLOR is set), always or never.")
    private ColorWhen color = ColorWhen.AUTO;

    @Rare
    @Mixin
    private final PatchingOptions patching = new PatchingOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    public GenerateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        check();
        List<byte[]> prompts = jsonl.isPresent()
                ? Prompts.read(jsonl.get())
                : List.of(interactive ? input.readIfGiven() : input.readAny(console));
        int longest = prompts.stream().mapToInt(p -> p.length).max().orElse(0);
        sampling.with(0); // what is wrong is said before the model is opened
        try (LanguageModel opened = model.openAny(console)) {
            if (wantsShow().isPresent() && opened instanceof TokenModel) {
                throw new BltException("The model " + opened.name()
                        + " reads tokens and has no patches; --show and --show-patches are for a BLT.");
            }
            int capacity = interactive ? Math.max(INTERACTIVE_BYTES, longest + maxBytes) : longest + maxBytes;
            int together = interactive ? 1 : together(opened, capacity, (long) prompts.size() * samples);
            try (OpenText text = OpenText.of(opened, capacity, patching)) {
                return interactive ? converse(text, prompts.getFirst()) : writeAll(text, prompts, together);
            }
        }
    }

    private void check() {
        if (maxBytes < 0 || maxBytes > TextInput.MAX_BYTES) {
            throw new BltException(
                    "--max-bytes is " + maxBytes + "; it must be from 0 to " + TextInput.MAX_BYTES + ".");
        }
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw new BltException("--samples is " + samples + "; it must be from 1 to " + MOST_SAMPLES + ".");
        }
        if (samples > 1 && sampling.greedy()) {
            throw new BltException("--greedy draws nothing, so all --samples would be the same.");
        }
        if (jsonl.isPresent() && (input.isGiven() || interactive)) {
            throw new BltException("--jsonl brings the prompts; give no other, and not --interactive.");
        }
        if (jsonl.isPresent() && format() != Format.JSON) {
            throw new BltException("--jsonl answers in JSON lines; leave out --format.");
        }
        if (interactive && (samples > 1 || format() != Format.TEXT)) {
            throw new BltException("--interactive goes with neither --samples nor --format.");
        }
    }

    private Format format() {
        return chosenFormat.orElse(jsonl.isPresent() ? Format.JSON : Format.TEXT);
    }

    private Optional<Show> wantsShow() {
        return show.or(() -> showPatches ? Optional.of(Show.PATCHES) : Optional.empty());
    }

    private int converse(OpenText text, byte[] prompt) throws IOException {
        Interactive.Settings settings = new Interactive.Settings(
                sampling::with, sampling.firstSeed(), maxBytes, stops, wantsShow(), color.on(console.terminal()));
        try (Lines lines = Lines.of(console)) {
            return new Interactive(text, settings, console, lines).run(prompt);
        }
    }

    /** One of the texts that are asked for. */
    private record Task(int prompt, int sample, long seed) {}

    private int writeAll(OpenText first, List<byte[]> prompts, int together) throws IOException {
        List<Task> tasks = new ArrayList<>();
        long seed = sampling.firstSeed();
        for (int prompt = 0; prompt < prompts.size(); prompt++) {
            for (int sample = 0; sample < samples; sample++) {
                tasks.add(new Task(prompt, sample, seed + sample));
            }
        }
        Output out = new Output(console.out());
        for (int from = 0; from < tasks.size(); from += together) {
            List<Task> some = tasks.subList(from, Math.min(tasks.size(), from + together));
            if (!writeTogether(some, first, prompts, out)) {
                return ExitCode.INTERRUPTED;
            }
        }
        return ExitCode.OK;
    }

    /** How many texts are written at once: as many as gain from it and fit into the memory; room is made for them. */
    private static int together(LanguageModel model, int capacity, long texts) {
        int most = Math.clamp(texts, 0, BatchGenerator.most(model));
        if (most <= 1) {
            return 1;
        }
        long each = Math.max(1, OpenText.memoryBytes(model, capacity));
        long fit = Runtime.getRuntime().maxMemory() / 2 / each;
        int together = Math.clamp(fit, 1, most);
        return together > 1 ? OpenText.reserve(model, capacity, together) : 1;
    }

    /** Writes some texts at once and prints them one after another. Tells whether they came to their ends. */
    private boolean writeTogether(List<Task> tasks, OpenText first, List<byte[]> prompts, Output out)
            throws IOException {
        InTurn turns = new InTurn(out);
        List<OpenText> texts = new ArrayList<>();
        List<TextGenerator> generators = new ArrayList<>();
        try {
            for (int i = 0; i < tasks.size(); i++) {
                Task task = tasks.get(i);
                byte[] prompt = prompts.get(task.prompt());
                OpenText text = i == 0 ? first : texts.getLast().fork();
                texts.add(text);
                if (i == 0 || tasks.get(i - 1).prompt() != task.prompt()) {
                    try (Progress progress = new Progress(console)) {
                        text.read(prompt, progress);
                    }
                }
            }
            for (int i = 0; i < tasks.size(); i++) {
                Task task = tasks.get(i);
                byte[] prompt = prompts.get(task.prompt());
                generators.add(
                        texts.get(i).generator(sampling.with(task.seed()), print(task, texts.get(i), prompt, turns)));
            }
            List<GenerationResult> results = write(generators);
            printTogether(results);
            return results.stream().noneMatch(result -> result.reason() == Reason.STOPPED);
        } finally {
            texts.stream().skip(1).forEach(OpenText::close);
        }
    }

    private List<GenerationResult> write(List<TextGenerator> generators) {
        GenerationLimits limits = new GenerationLimits(maxBytes, stops, true);
        if (generators.size() == 1) {
            TextGenerator generator = generators.getFirst();
            console.interruption().onRequest(generator::stop);
            return List.of(generator.run(limits));
        }
        BatchGenerator batch = new BatchGenerator(generators);
        console.interruption().onRequest(batch::stop);
        return batch.run(limits);
    }

    /** Prints a text as it is written, when it is its turn. */
    private GenerationListener print(Task task, OpenText text, byte[] prompt, InTurn turns) throws IOException {
        InTurn.Place place = turns.next();
        Output out = new Output(place);
        if (format() == Format.TEXT && samples > 1) {
            out.println((task.sample() > 0 ? "\n" : "")
                    + "--- sample %d of %d, seed %d".formatted(task.sample() + 1, samples, task.seed()));
        }
        GenerationListener listener = switch (format()) {
            case TEXT -> textWriter(out, text, prompt);
            case EVENTS -> new EventWriter(out);
            case JSON -> GenerationListener.NONE;
        };
        return new Ended(listener, result -> {
            if (format() == Format.JSON) {
                printJson(out, text, prompt.length, result, task);
            }
            out.flush();
            place.end(() -> {
                if (jsonl.isEmpty()) {
                    printStatistics(result, task.seed());
                }
            });
        });
    }

    private GenerationListener textWriter(Output out, OpenText text, byte[] prompt) throws IOException {
        if (wantsShow().isPresent()) {
            return PatchWriter.begin(
                    out,
                    console.terminal(),
                    color.on(console.terminal()),
                    wantsShow().get(),
                    text,
                    prompt);
        }
        return TextWriter.begin(out, console.terminal(), color.on(console.terminal()), raw, prompt);
    }

    private void printJson(Output out, OpenText text, int promptLength, GenerationResult result, Task task)
            throws IOException {
        byte[] written = text.bytes();
        int from = Math.min(promptLength, written.length);
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            if (samples > 1 || jsonl.isPresent()) {
                json.writeNumberField("prompt", task.prompt());
                json.writeNumberField("sample", task.sample());
                json.writeNumberField("seed", task.seed());
            }
            Json.writeNumbers(json, "ids", text.idsAfter(promptLength));
            json.writeStringField(
                    "text",
                    new String(
                            Arrays.copyOfRange(written, from, Math.min(written.length, from + result.bytes())),
                            StandardCharsets.UTF_8));
            json.writeStringField("stop", name(result.reason()));
            Json.writeNumbers(json, "patch_lengths", text.patchLengths());
            json.writeNumberField("seconds", result.nanoseconds() / 1e9);
            json.writeNumberField("bytes_per_second", result.bytesPerSecond());
            json.writeEndObject();
        }
        out.print("\n");
    }

    /** What machine output calls a reason. */
    static String name(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** What several texts took together. */
    private void printTogether(List<GenerationResult> results) {
        if (results.size() > 1) {
            long bytes = results.stream().mapToLong(GenerationResult::bytes).sum();
            double seconds = results.stream()
                            .mapToLong(GenerationResult::nanoseconds)
                            .max()
                            .orElse(1)
                    / 1e9;
            console.err()
                    .println("%,d texts together: %,d bytes in %.2f s, %.0f bytes per second"
                            .formatted(results.size(), bytes, seconds, bytes / seconds));
        }
    }

    private void printStatistics(GenerationResult result, long seed) {
        console.err()
                .println("%,d bytes and %,d patches in %.2f s, %.0f bytes per second; ended by %s%s"
                        .formatted(
                                result.bytes(),
                                result.patches(),
                                result.nanoseconds() / 1e9,
                                result.bytesPerSecond(),
                                switch (result.reason()) {
                                    case MAX_BYTES -> "--max-bytes";
                                    case END_OF_SEQUENCE -> "the model, with an end of sequence";
                                    case STOP_STRING -> "--stop";
                                    case CAPACITY -> "the session's capacity";
                                    case STOPPED -> "Ctrl-C";
                                },
                                sampling.greedy() ? "" : "; seed " + seed));
    }
}
