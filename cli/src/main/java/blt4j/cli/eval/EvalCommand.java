package blt4j.cli.eval;

import blt4j.BltException;
import blt4j.analysis.compare.Noise;
import blt4j.analysis.predict.TextScorer;
import blt4j.analysis.predict.WordTasks;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Output;
import blt4j.cli.console.Progress;
import blt4j.cli.eval.Results.Cell;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.option.ReportOptions;
import blt4j.model.LanguageModel;
import java.io.IOException;
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
            "Examples:",
            "  blt eval prose.txt code.txt",
            "  blt eval -m models/blt-mini --against models/bpe-mini prose.txt",
            "  blt eval --noises none,upper_case --max-bytes 20000 prose.txt --format json",
            "  blt eval --tasks 200 --words /usr/share/dict/words --save results.jsonl",
            "",
            "Every byte is counted once, with 255 to 511 bytes before it (fewer at a text's beginning). Of a model over"
                    + " tokens a byte's probability is that of all tokens that begin with the token's bytes so far and go on"
                    + " with it; the bits are those of the tokens."
        })
public final class EvalCommand implements Callable<Integer> {
    private static final int FEWEST_WORDS = 16;
    private static final int BYTES_OF_QUESTION = 400; // what one takes, in time, with four solved examples

    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Texts; each is a row of the table. A folder is a row too: each of its files is read from its"
                    + " own beginning.")
    private List<Path> files = List.of();

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "A second model, measured on the same texts and questions.")
    private Optional<Path> against = Optional.empty();

    @Option(
            names = "--noises",
            split = ",",
            paramLabel = "NOISE,...",
            hideParamSyntax = true,
            defaultValue = "none,ant_speak,drop,random_case,repeat,upper_case",
            description =
                    "What to do to the texts, with commas: none, ant_speak, drop, random_case, repeat, upper_case,"
                            + " typos. Without it, all but typos.")
    private List<String> noises = List.of();

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            defaultValue = "60000",
            description = "Takes the first N bytes of each file, or of a folder's files together; without it,"
                    + " ${DEFAULT-VALUE}.")
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

    @Override
    public Integer call() throws IOException {
        check();
        List<Corpus> texts = Corpus.read(files, maxBytes);
        List<String> list = tasks > 0 ? words() : List.of();
        Measurements measured = new Measurements(save);
        List<Results> results = new ArrayList<>();
        results.add(measure(model.folder(), texts, list, measured).withMeans());
        if (against.isPresent()) {
            results.add(
                    measure(model.resolve(against.get()), texts, list, measured).withMeans());
        }
        EvalTable table = new EvalTable(results, seed);
        Output out = new Output(console.out());
        if (report.isText()) {
            table.print(out);
        } else {
            table.printJson(out);
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
        against.map(model::resolve).filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new BltException("There is no folder " + folder + " to take a second model from.");
        });
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

    private Results measure(Path folder, List<Corpus> texts, List<String> list, Measurements measured)
            throws IOException {
        long questions = list.isEmpty() ? 0 : (long) WordTasks.values().length * tasks;
        long bytes = texts.stream().mapToLong(Corpus::bytes).sum() * noises.size();
        try (LanguageModel opened = model.openAny(folder, console);
                TextScorer scorer = TextScorer.of(opened);
                Bar bar = new Bar(opened.name(), bytes + questions * BYTES_OF_QUESTION)) {
            String who = "%s %s %s"
                    .formatted(
                            opened.name(),
                            Measurements.fingerprint(folder),
                            model.weights.name().toLowerCase(Locale.ROOT));
            Map<Cell, Map<String, Double>> cells = new LinkedHashMap<>();
            for (Corpus text : texts) {
                for (String noise : noises) {
                    cells.put(
                            new Cell(text.name(), noise),
                            measured.of(
                                    "%s %s %s %d".formatted(who, text.fingerprint(), noise, seed),
                                    () -> score(scorer, text, noise, bar)));
                    bar.complete(text.bytes());
                }
            }
            for (WordTasks task : list.isEmpty() ? new WordTasks[0] : WordTasks.values()) {
                cells.put(
                        new Cell(task.title(), Results.TASK),
                        measured.of(
                                "%s %s %d %d %d %x".formatted(who, task, tasks, shots, seed, list.hashCode()),
                                () -> score(scorer, task, list, bar)));
                bar.complete((long) tasks * BYTES_OF_QUESTION);
            }
            return new Results(opened.name(), opened.backend().describe(), cells);
        }
    }

    private Map<String, Double> score(TextScorer scorer, Corpus text, String noise, Bar bar) {
        Corpus spoilt = text.with(noise(noise), seed);
        double share = (double) text.bytes() / Math.max(1, spoilt.bytes());
        return Measurements.numbers(scorer.score(spoilt.texts(), bytes -> {
            bar.show(Math.round(bytes * share));
            return goesOn();
        }));
    }

    private boolean goesOn() {
        return !console.interruption().requested();
    }

    /** The share of questions whose right answer is the likeliest of those offered, and what guessing would reach. */
    private Map<String, Double> score(TextScorer scorer, WordTasks task, List<String> list, Bar bar) {
        double right = 0;
        double chance = 0;
        long asked = 0;
        for (WordTasks.Item item : task.items(list, tasks, shots, seed)) {
            bar.show(asked++ * BYTES_OF_QUESTION);
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

    /** A bar on standard error, where that is a terminal: bytes of the texts as they are, and as many as a question takes. */
    private final class Bar implements AutoCloseable {
        private final @Nullable ProgressBar shown;
        private long completed;

        Bar(String task, long total) {
            this.shown = console.terminal().error() ? Progress.open(task, " bytes", console, total) : null;
        }

        /** Shows how far the present measurement has come. */
        void show(long bytes) {
            if (shown != null) {
                shown.stepTo(completed + bytes);
            }
        }

        /** A measurement is complete, or was known. */
        void complete(long bytes) {
            completed += bytes;
            show(0);
        }

        @Override
        public void close() {
            if (shown != null) {
                shown.close();
            }
        }
    }
}
