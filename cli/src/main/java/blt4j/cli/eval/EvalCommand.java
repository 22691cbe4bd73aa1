package blt4j.cli.eval;

import blt4j.BltException;
import blt4j.analysis.compare.Noise;
import blt4j.analysis.predict.TextScorer;
import blt4j.analysis.predict.WordTasks;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Progress;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.option.ReportOptions;
import blt4j.model.LanguageModel;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.zip.CRC32;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code blt eval}: how well a model predicts texts, clean and under noise, and what it knows of words. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures how well a model predicts texts: bits per byte and the share of bytes that it would have chosen, of each"
                    + " file as it is and under the five noises of the paper's robustness study. --tasks adds questions"
                    + " about the letters and words of words. --against sets a second model beside it, which may be one"
                    + " over tokens (Hugging Face's llama).",
            ""
        },
        footer = {
            "",
            "Every byte is counted once, with 255 to 511 bytes before it (fewer at a file's beginning). For a model over"
                    + " tokens the bytes of a token count as chosen if the token was the likeliest.",
            "",
            "Examples:",
            "  blt eval prose.txt code.txt",
            "  blt eval -m models/blt-mini --against models/bpe-mini prose.txt",
            "  blt eval --noises none,upper_case --max-bytes 20000 prose.txt --format json",
            "  blt eval --tasks 200 --words /usr/share/dict/words --save results.jsonl"
        })
public final class EvalCommand implements Callable<Integer> {
    private static final int FEWEST_WORDS = 16;

    private final Console console;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Texts; each is a row of the table.")
    private List<Path> files = List.of();

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "A second model, measured on the same texts and questions.")
    private Optional<Path> against = Optional.empty();

    @Option(
            names = "--noises",
            split = ",",
            paramLabel = "NOISE",
            defaultValue = "none,ant_speak,drop,random_case,repeat,upper_case",
            description =
                    "What to do to the texts, with commas: none, ant_speak, drop, random_case, repeat, upper_case,"
                            + " typos. Without it, all but typos.")
    private List<String> noises = List.of();

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            defaultValue = "60000",
            description = "Takes the first N bytes of each file; without it, ${DEFAULT-VALUE}.")
    private int maxBytes;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            defaultValue = "0",
            description = "N questions of each of twelve kinds about words; without it, none.")
    private int tasks;

    @Option(
            names = "--words",
            paramLabel = "FILE",
            defaultValue = "/usr/share/dict/words",
            description = "A word a line, to make questions of; without it, ${DEFAULT-VALUE}.")
    private Path words = Path.of("/usr/share/dict/words");

    @Option(
            names = "--shots",
            paramLabel = "N",
            defaultValue = "4",
            description = "Solved examples before each question; without it, ${DEFAULT-VALUE}.")
    private int shots;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed makes the same noise and the same questions; without it, ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Keeps each measurement in a file, and does not take again what is there already.")
    private Optional<Path> save = Optional.empty();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    /** The command on a console. */
    public EvalCommand(Console console) {
        this.console = console;
    }

    /** Something to measure: the name of the text or task, what was done to the text, and a key that nothing else has. */
    private record Cell(String name, String condition, String key) {}

    /** A text. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Domain(String name, byte[] text) {
        String fingerprint() {
            CRC32 crc = new CRC32();
            crc.update(text);
            return Long.toHexString(crc.getValue());
        }
    }

    /** What one model's measurements are, by cell. */
    private record Results(String model, String backend, Map<Cell, Map<String, Double>> cells) {}

    @Override
    public Integer call() throws IOException {
        check();
        List<Domain> domains = new ArrayList<>();
        for (Path file : files) {
            domains.add(new Domain(String.valueOf(file.getFileName()), read(file)));
        }
        List<String> list = tasks > 0 ? words() : List.of();
        Measurements measured = new Measurements(save);
        List<Results> results = new ArrayList<>();
        results.add(measure(model.folder(), domains, list, measured));
        if (against.isPresent()) {
            results.add(measure(against.get(), domains, list, measured));
        }
        Output out = new Output(console.out());
        if (report.isText()) {
            printText(results, out);
        } else {
            printJson(results, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private void check() {
        if (files.isEmpty() && tasks == 0) {
            throw new BltException("There is nothing to measure: name files with text, or ask for --tasks.");
        }
        if (maxBytes < 1 || tasks < 0 || shots < 0 || shots > 8) {
            throw new BltException("--max-bytes is at least 1, --tasks at least 0, and --shots from 0 to 8.");
        }
        noises.forEach(EvalCommand::noise);
    }

    private static Optional<Noise> noise(String name) {
        if (name.equals("none")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Noise.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
        } catch (IllegalArgumentException e) {
            throw new BltException(
                    "There is no noise '" + name
                            + "'; there are none, ant_speak, drop, random_case, repeat, upper_case and typos.",
                    e);
        }
    }

    private byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(maxBytes);
            if (text.length == 0) {
                throw new BltException("The file " + file + " is empty; there is nothing to predict.");
            }
            return text;
        } catch (IOException e) {
            throw new BltException(
                    "The file " + file + " could not be read"
                            + (Files.exists(file) ? ": " + e.getMessage() : "; there is no such file") + ".",
                    e);
        }
    }

    private List<String> words() {
        try {
            List<String> usable = WordTasks.usable(new String(Files.readAllBytes(words), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
            if (usable.size() < FEWEST_WORDS) {
                throw new BltException("The word list " + words + " has only " + usable.size()
                        + " words of four to nine different small letters; at least " + FEWEST_WORDS + " are needed.");
            }
            return usable;
        } catch (IOException e) {
            throw new BltException("The word list " + words + " could not be read; name one with --words.", e);
        }
    }

    private Results measure(Path folder, List<Domain> domains, List<String> list, Measurements measured)
            throws IOException {
        try (LanguageModel opened = model.openAny(folder, console);
                TextScorer scorer = TextScorer.of(opened);
                Steps steps = new Steps(opened.name(), domains.size() * noises.size() + (list.isEmpty() ? 0 : 12))) {
            String who = opened.name() + " " + model.weights.name().toLowerCase(Locale.ROOT);
            Map<Cell, Map<String, Double>> cells = new LinkedHashMap<>();
            for (Domain domain : domains) {
                for (String noise : noises) {
                    Cell cell = new Cell(
                            domain.name(), noise, "%s %s %s %d".formatted(who, domain.fingerprint(), noise, seed));
                    cells.put(cell, known(cell, measured, () -> score(scorer, domain, noise)));
                    steps.step();
                }
            }
            for (WordTasks task : list.isEmpty() ? new WordTasks[0] : WordTasks.values()) {
                Cell cell = new Cell(
                        task.title(),
                        "task",
                        "%s %s %d %d %d %x".formatted(who, task, tasks, shots, seed, list.hashCode()));
                cells.put(cell, known(cell, measured, () -> score(scorer, task, list)));
                steps.step();
            }
            return new Results(opened.name(), opened.backend().describe(), cells);
        }
    }

    private interface Measuring {
        Map<String, Double> measure();
    }

    private Map<String, Double> known(Cell cell, Measurements measured, Measuring measuring) throws IOException {
        Optional<Map<String, Double>> known = measured.find(cell.key());
        if (known.isPresent()) {
            return known.get();
        }
        Map<String, Double> numbers = measuring.measure();
        measured.put(cell.key(), numbers);
        return numbers;
    }

    private Map<String, Double> score(TextScorer scorer, Domain domain, String noise) {
        byte[] text = noise(noise).map(n -> n.apply(domain.text(), seed)).orElse(domain.text());
        return Measurements.numbers(scorer.score(text, (stage, done, total) -> goesOn()));
    }

    private boolean goesOn() {
        return !console.interruption().requested();
    }

    /** The share of questions whose right answer is the likeliest of those offered, and what guessing would reach. */
    private Map<String, Double> score(TextScorer scorer, WordTasks task, List<String> list) {
        double right = 0;
        double chance = 0;
        for (WordTasks.Item item : task.items(list, tasks, shots, seed)) {
            if (!goesOn()) {
                throw new CancellationException("interrupted");
            }
            double[] likelihoods = scorer.logLikelihoods(
                    item.prompt().getBytes(StandardCharsets.UTF_8),
                    item.answers().stream()
                            .map(a -> a.getBytes(StandardCharsets.UTF_8))
                            .toList());
            int best = 0;
            for (int i = 1; i < likelihoods.length; i++) {
                best = likelihoods[i] > likelihoods[best] ? i : best;
            }
            right += best == 0 ? 1 : 0;
            chance += 1.0 / likelihoods.length;
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("questions", (double) tasks);
        numbers.put("right", right / tasks);
        numbers.put("chance", chance / tasks);
        return numbers;
    }

    /** A bar on standard error, where that is a terminal. */
    private final class Steps implements AutoCloseable {
        private final @Nullable ProgressBar bar;

        Steps(String task, int count) {
            this.bar = console.terminal().error() ? Progress.open(task, " steps", console, count) : null;
        }

        void step() {
            if (bar != null) {
                bar.step();
            }
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }

    private void printText(List<Results> results, Output out) throws IOException {
        for (Results of : results) {
            out.println("%s, on %s".formatted(of.model(), of.backend()));
            if (!files.isEmpty()) {
                out.println("%-24s %-12s %10s %8s %8s %8s %8s %12s"
                        .formatted("text", "noise", "bytes", "bits", "loss", "chosen", "piece", "FLOPs"));
            }
            for (Map.Entry<Cell, Map<String, Double>> cell : of.cells().entrySet()) {
                printCell(cell.getKey(), cell.getValue(), of, out);
            }
            out.println("");
        }
        if (!files.isEmpty()) {
            out.println(
                    "bits: per byte; loss: bits over those of the text as it is; chosen: the share of bytes that were the"
                            + " likeliest; piece: bytes per patch or token; FLOPs: per byte, in rows of up to 511 bytes");
        }
    }

    private static void printCell(Cell cell, Map<String, Double> numbers, Results of, Output out) throws IOException {
        if (cell.condition().equals("task")) {
            out.println("%-24s %6.1f%% right of %.0f; guessing would be %.1f%%"
                    .formatted(
                            cell.name(),
                            100 * at(numbers, "right"),
                            at(numbers, "questions"),
                            100 * at(numbers, "chance")));
            return;
        }
        Optional<Map<String, Double>> clean = clean(cell, of);
        String loss = clean.isEmpty() || cell.condition().equals("none")
                ? ""
                : "%+.3f".formatted(at(numbers, "bits_per_byte") - at(clean.get(), "bits_per_byte"));
        out.println("%-24s %-12s %,10.0f %8.3f %8s %7.1f%% %8.2f %,12.0f"
                .formatted(
                        cell.name(),
                        cell.condition(),
                        at(numbers, "bytes"),
                        at(numbers, "bits_per_byte"),
                        loss,
                        100 * at(numbers, "accuracy"),
                        at(numbers, "bytes_per_piece"),
                        at(numbers, "flops_per_byte")));
    }

    private static Optional<Map<String, Double>> clean(Cell cell, Results of) {
        return of.cells().entrySet().stream()
                .filter(e -> e.getKey().name().equals(cell.name())
                        && e.getKey().condition().equals("none"))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static double at(Map<String, Double> numbers, String name) {
        return numbers.getOrDefault(name, Double.NaN);
    }

    private void printJson(List<Results> results, Output out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeNumberField("seed", seed);
            json.writeArrayFieldStart("models");
            for (Results of : results) {
                json.writeStartObject();
                json.writeStringField("model", of.model());
                json.writeStringField("backend", of.backend());
                json.writeArrayFieldStart("measurements");
                for (Map.Entry<Cell, Map<String, Double>> cell : of.cells().entrySet()) {
                    json.writeStartObject();
                    boolean task = cell.getKey().condition().equals("task");
                    json.writeStringField(task ? "task" : "text", cell.getKey().name());
                    if (!task) {
                        json.writeStringField("noise", cell.getKey().condition());
                    }
                    for (Map.Entry<String, Double> number : cell.getValue().entrySet()) {
                        json.writeNumberField(number.getKey(), number.getValue());
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.print("\n");
    }
}
