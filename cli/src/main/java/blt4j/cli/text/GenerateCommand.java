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
import blt4j.cli.option.TextInput;
import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.generation.GenerationResult.Reason;
import blt4j.generation.Generator;
import blt4j.generation.SamplingOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.generation.TokenGenerator;
import blt4j.generation.TokenSession;
import blt4j.model.Blt;
import blt4j.model.LanguageModel;
import blt4j.model.TokenModel;
import blt4j.vocabulary.Vocabulary;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
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
            "",
            "On a terminal the prompt is repeated before what is written; elsewhere what is written stands alone. The"
                    + " prompt may be empty.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  blt generate \"The ship \"",
            "  blt generate --temperature 0.9 --top-p 0.95 --seed 7 --max-bytes 1000 \"Once upon a time\"",
            "  blt generate --show-patches \"def main():\"",
            "  blt generate --greedy --format json --file prompt.txt",
            "",
            "JSON is one object: ids (of what was written), text, stop (max_bytes, end_of_sequence, stop_string,"
                    + " capacity or stopped), patch_lengths (of all ids, the begin-of-sequence first), seconds and"
                    + " bytes_per_second. --format events writes one object a line, for each byte and patch, as it"
                    + " happens."
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

    private static final int PENALTY_WINDOW = 64;

    private final Console console;

    @Mixin
    private final TextInput input = new TextInput();

    @Option(
            names = {"-n", "--max-bytes"},
            paramLabel = "N",
            defaultValue = "256",
            description = "Ends after N bytes; without it, ${DEFAULT-VALUE}.")
    private int maxBytes;

    @Option(names = "--greedy", description = "Takes the likeliest byte each time, whatever it is.")
    private boolean greedy;

    @Option(
            names = {"-t", "--temperature"},
            paramLabel = "T",
            defaultValue = "0.7",
            description = "Under 1 the likely becomes likelier, over 1 less so; without it, ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(names = "--top-k", paramLabel = "K", defaultValue = "0", description = "Only the K likeliest; 0 for all.")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "Only the likeliest, as many as have the probability P together.")
    private double topP;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0",
            description = "Only what is at least P times as likely as the likeliest.")
    private double minP;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "F",
            defaultValue = "1",
            description = "Over 1, bytes that occurred among the last " + PENALTY_WINDOW + " become unlikelier.")
    private double repetitionPenalty;

    @Option(names = "--seed", paramLabel = "N", description = "The same seed writes the same bytes.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--stop", paramLabel = "TEXT", description = "Ends after this was written; may be repeated.")
    private List<String> stops = List.of();

    @Option(
            names = "--utf8",
            negatable = true,
            description = "Admits only bytes that continue valid UTF-8 (the default, but for --greedy), or any.")
    private Optional<Boolean> utf8 = Optional.empty();

    @Option(names = "--show-patches", description = "Shows the patches that the text falls into, as 'blt patch' does.")
    private boolean showPatches;

    @Option(
            names = "--raw",
            description = "Sends the bytes as they are even to a terminal, which control bytes may confuse.")
    private boolean raw;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json or events; without it, ${DEFAULT-VALUE}.")
    private Format format = Format.TEXT;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "auto, always or never; auto is on a terminal, unless NO_COLOR is set.")
    private ColorWhen color = ColorWhen.AUTO;

    @Mixin
    private final PatchingOptions patching = new PatchingOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    public GenerateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        byte[] prompt = input.readAny(console);
        SamplingOptions sampling = sampling();
        checkLength();
        try (LanguageModel opened = model.openAny(console)) {
            GenerationResult result = switch (opened) {
                case Blt blt -> writeBytes(blt, prompt, sampling);
                case TokenModel tokens -> writeTokens(tokens, prompt, sampling);
            };
            printStatistics(result, sampling);
            return result.reason() == Reason.STOPPED ? ExitCode.INTERRUPTED : ExitCode.OK;
        }
    }

    private void checkLength() {
        if (maxBytes < 0 || maxBytes > TextInput.MAX_BYTES) {
            throw new BltException(
                    "--max-bytes is " + maxBytes + "; it must be from 0 to " + TextInput.MAX_BYTES + ".");
        }
    }

    private GenerationResult writeBytes(Blt blt, byte[] prompt, SamplingOptions sampling) throws IOException {
        try (Session session = Sessions.open(blt, sessionOptions(blt, prompt))) {
            read(session, prompt);
            return write(session, prompt, sampling);
        }
    }

    private GenerationResult writeTokens(TokenModel tokens, byte[] prompt, SamplingOptions sampling)
            throws IOException {
        if (showPatches) {
            throw new BltException("The model " + tokens.name()
                    + " reads tokens and has no patches; --show-patches is for" + " a BLT.");
        }
        Output out = new Output(console.out());
        try (TokenSession session = TokenSession.open(tokens, prompt.length + maxBytes);
                Progress progress = new Progress(console)) {
            session.read(tokens.tokenizer().normalised(prompt), progress);
            int before = session.count();
            TokenGenerator generator = new TokenGenerator(session, sampling, tokenWriter(out, prompt));
            console.interruption().onRequest(generator::stop);
            GenerationResult result = generator.run(new GenerationLimits(maxBytes, stops, true));
            if (format == Format.JSON) {
                int[] ids = IntStream.range(before, session.count())
                        .map(session::idAt)
                        .toArray();
                byte[] text = tokens.tokenizer().decode(ids);
                printJson(
                        out,
                        ids,
                        Arrays.copyOf(text, Math.min(text.length, result.bytes())),
                        session.patches().lengths(),
                        result);
            }
            out.flush();
            return result;
        }
    }

    private GenerationListener tokenWriter(Output out, byte[] prompt) throws IOException {
        return switch (format) {
            case TEXT -> TextWriter.begin(out, console.terminal(), color.on(console.terminal()), raw, prompt);
            case EVENTS -> new EventWriter(out);
            case JSON -> GenerationListener.NONE;
        };
    }

    private SamplingOptions sampling() {
        if (greedy) {
            return SamplingOptions.GREEDY.withUtf8Guard(utf8.orElse(false));
        }
        return SamplingOptions.PLAIN
                .withUtf8Guard(utf8.orElse(true))
                .withRepetitionPenalty(repetitionPenalty, PENALTY_WINDOW)
                .withTemperature(temperature)
                .withTopK(topK)
                .withTopP(topP)
                .withMinP(minP)
                .withSeed(seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000_000)));
    }

    private SessionOptions sessionOptions(Blt blt, byte[] prompt) {
        return SessionOptions.ofCapacity(prompt.length + maxBytes)
                .withPatching(patching.over(blt.config().patching()))
                .withoutDistributions();
    }

    private void read(Session session, byte[] prompt) {
        try (Progress progress = new Progress(console)) {
            session.append(prompt, progress);
            session.predict(progress);
        }
    }

    private GenerationResult write(Session session, byte[] prompt, SamplingOptions sampling) throws IOException {
        Output out = new Output(console.out());
        GenerationListener listener = switch (format) {
            case TEXT -> textWriter(out, session, prompt);
            case EVENTS -> new EventWriter(out);
            case JSON -> GenerationListener.NONE;
        };
        Generator generator = new Generator(session, sampling, listener);
        console.interruption().onRequest(generator::stop);
        GenerationResult result = generator.run(new GenerationLimits(maxBytes, stops, true));
        if (format == Format.JSON) {
            int[] ids = IntStream.rangeClosed(prompt.length + 1, session.length())
                    .map(session::idAt)
                    .toArray();
            printJson(out, ids, textOf(ids), session.patches().lengths(), result);
        }
        out.flush();
        return result;
    }

    private GenerationListener textWriter(Output out, Session session, byte[] prompt) throws IOException {
        if (showPatches) {
            return PatchWriter.begin(out, console.terminal(), color.on(console.terminal()), session, prompt);
        }
        return TextWriter.begin(out, console.terminal(), color.on(console.terminal()), raw, prompt);
    }

    private static void printJson(Output out, int[] ids, byte[] text, int[] lengths, GenerationResult result)
            throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            Json.writeNumbers(json, "ids", ids);
            json.writeStringField("text", new String(text, StandardCharsets.UTF_8));
            json.writeStringField("stop", name(result.reason()));
            Json.writeNumbers(json, "patch_lengths", lengths);
            json.writeNumberField("seconds", result.nanoseconds() / 1e9);
            json.writeNumberField("bytes_per_second", result.bytesPerSecond());
            json.writeEndObject();
        }
        out.print("\n");
    }

    /** The bytes among ids; special ones are no text. */
    private static byte[] textOf(int[] ids) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(ids.length);
        for (int id : ids) {
            if (Vocabulary.isByte(id)) {
                text.write(Vocabulary.toByte(id));
            }
        }
        return text.toByteArray();
    }

    /** What machine output calls a reason. */
    static String name(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private void printStatistics(GenerationResult result, SamplingOptions sampling) {
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
                                sampling.greedy() ? "" : "; seed " + sampling.seed()));
    }
}
