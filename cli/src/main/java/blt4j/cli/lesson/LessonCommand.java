package blt4j.cli.lesson;

import blt4j.BltException;
import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.predict.TopPredictions.Prediction;
import blt4j.cli.compare.CompareCommand;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Glyph;
import blt4j.cli.console.Output;
import blt4j.cli.console.VisualizerProgram;
import blt4j.cli.cost.FlopsCommand;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.text.GenerateCommand;
import blt4j.cli.text.PatchCommand;
import blt4j.frontend.lesson.LessonFiles;
import blt4j.frontend.lesson.LessonText;
import blt4j.frontend.lesson.LessonText.Step;
import blt4j.frontend.lesson.Quiz;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.vocabulary.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jline.utils.WCWidth;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code blt lesson}: a guided tour in the terminal. */
@Command(
        name = "lesson",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes you through a lesson of the visualizer in the terminal: each step says something and runs the command that"
                    + " shows it. Without a name, lists the lessons there are.",
            ""
        },
        footer = {
            "",
            "On a terminal, Enter goes on, b goes back, q ends. A lesson of your own is a Markdown file, as"
                    + " samples/lessons/README.md describes.",
            "",
            "Examples:",
            "  blt lesson",
            "  blt lesson entropy",
            "  blt lesson --lang zh why-bytes",
            "  blt lesson --step 2 my-lesson.md",
            "  blt lesson class --handout class.pdf",
            "  blt lesson class --step 3 --pictures slides"
        })
public final class LessonCommand implements Callable<Integer> {
    private static final int USUAL_COLUMNS = 78;
    private static final int GUESSES = 5;

    private final Console console;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The lesson, or a file.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--step", paramLabel = "N", description = "Shows one step alone, the first being 1.")
    private Optional<Integer> only = Optional.empty();

    @Option(
            names = "--lang",
            paramLabel = "LANGUAGE",
            description = "en or zh; without it, the language of the terminal, or en.")
    private Optional<String> language = Optional.empty();

    @Option(
            names = "--handout",
            paramLabel = "FILE",
            description = "Writes the lesson as a PDF to print, with strips to fill in and the answers at the end.")
    private Optional<Path> handout = Optional.empty();

    @Option(
            names = "--pictures",
            paramLabel = "DIR",
            description =
                    "Writes the visualizer's picture of each step there, of questions with and without the answer; with"
                            + " --step, of that step alone.")
    private Optional<Path> pictures = Optional.empty();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    /** The command on a console. */
    public LessonCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Output out = new Output(console.out());
        String lang = language();
        if (name.isEmpty()) {
            for (String lesson : LessonFiles.names()) {
                LessonText text = LessonFiles.find(lesson, lang);
                out.list("%-12s %s".formatted(lesson, text.title()));
                out.list("%-12s %s".formatted("", text.about()));
            }
            out.flush();
            return ExitCode.OK;
        }
        LessonText lesson = LessonFiles.find(name.get(), lang);
        if (only.isPresent()) {
            int step = only.get();
            if (step < 1 || step > lesson.steps().size()) {
                throw new BltException(
                        "The lesson has the steps 1 to " + lesson.steps().size() + ", not " + step + ".");
            }
        }
        if (handout.isPresent() || pictures.isPresent()) {
            handout.ifPresent(file -> draw(lang, "--handout", "--snapshot=" + file.toAbsolutePath()));
            pictures.ifPresent(folder -> draw(lang, "--pictures=" + folder.toAbsolutePath()));
            return ExitCode.OK;
        }
        if (only.isPresent()) {
            return show(lesson, only.get() - 1, lang, out);
        }
        out.list(lesson.title());
        out.list(wrapped(lesson.about()));
        return take(lesson, lang, out);
    }

    /** The visualizer draws it. */
    private void draw(String lang, String... what) {
        List<String> arguments =
                new ArrayList<>(List.of("--view=lesson", "--lesson=" + name.orElseThrow(), "--lang=" + lang));
        arguments.addAll(List.of(what));
        only.ifPresent(step -> arguments.add("--step=" + step));
        arguments.add("--model=" + model.folder());
        VisualizerProgram.run(arguments);
    }

    private String language() {
        String environment =
                System.getenv().getOrDefault("LC_ALL", System.getenv().getOrDefault("LANG", ""));
        String lang = language.orElse(environment.startsWith("zh") ? "zh" : "en");
        if (!lang.equals("en") && !lang.equals("zh")) {
            throw new BltException("The lessons are in en and zh, not in " + lang + ".");
        }
        return lang;
    }

    private int take(LessonText lesson, String lang, Output out) throws IOException {
        boolean dialogue = console.terminal().input() && console.terminal().output();
        int at = 0;
        while (at < lesson.steps().size()) {
            int code = show(lesson, at, lang, out);
            if (code != ExitCode.OK || console.interruption().requested()) {
                return console.interruption().requested() ? ExitCode.INTERRUPTED : code;
            }
            String answer = dialogue ? ask(at + 1 == lesson.steps().size()) : "";
            switch (answer) {
                case "q" -> {
                    return ExitCode.OK;
                }
                case "b" -> at = Math.max(0, at - 1);
                default -> at++;
            }
        }
        return ExitCode.OK;
    }

    private String ask(boolean last) throws IOException {
        console.err().print(last ? "Enter: end  b: back > " : "Enter: on  b: back  q: end > ");
        console.err().flush();
        Optional<String> line = line();
        return line.map(l -> l.strip().toLowerCase(java.util.Locale.ROOT)).orElse("q");
    }

    /** A line of the input; empty at its end. */
    private Optional<String> line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = console.in().read(); c != '\n'; c = console.in().read()) {
            if (c < 0) {
                console.err().println();
                return Optional.empty();
            }
            line.append((char) c);
        }
        return Optional.of(line.toString());
    }

    private int show(LessonText lesson, int index, String lang, Output out) throws IOException {
        Step step = lesson.steps().get(index);
        StepCommand command = StepCommand.of(step, lang);
        out.list("");
        out.list("%d/%d  %s".formatted(index + 1, lesson.steps().size(), step.title()));
        Optional<Quiz> quiz = step.quiz();
        if (quiz.isPresent()) {
            pose(quiz.get(), out);
        }
        out.list(wrapped(step.words()));
        out.list("");
        out.list("$ " + command.typed());
        out.flush();
        int code = run(command);
        OptionalInt selected = command.text().map(step::selected).orElse(OptionalInt.empty());
        if (code == ExitCode.OK && selected.isPresent()) {
            say(command.text().orElseThrow().getBytes(StandardCharsets.UTF_8), selected.getAsInt(), out);
        }
        return code;
    }

    /** Asks, and tells the answer; where somebody sits at a terminal, when they have given theirs. */
    private void pose(Quiz quiz, Output out) throws IOException {
        out.list(wrapped(quiz.question()));
        for (int i = 0; i < quiz.choices().size(); i++) {
            out.list("  " + Quiz.letter(i) + "  " + quiz.choices().get(i));
        }
        out.flush();
        if (console.terminal().input() && console.terminal().output()) {
            console.err().print("Your answer > ");
            console.err().flush();
            line();
        }
        out.list("→ " + Quiz.letter(quiz.right()) + "  " + quiz.choices().get(quiz.right()));
        out.list("");
    }

    private int run(StepCommand command) throws IOException {
        List<String> arguments = new ArrayList<>(
                command.arguments().subList(1, command.arguments().size()));
        if (!arguments.contains("--published")) {
            arguments.addAll(0, model.asArguments());
        }
        Callable<Integer> runs = switch (command.arguments().getFirst()) {
            case "compare" -> new CompareCommand(console);
            case "flops" -> new FlopsCommand(console);
            case "generate" -> new GenerateCommand(console);
            default -> new PatchCommand(console);
        };
        try {
            new CommandLine(runs).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments.toArray(String[]::new));
            return runs.call();
        } catch (ParameterException e) {
            throw new BltException("A step asks for what there is not: " + e.getMessage() + ".", e);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the entropy model thought before a byte came. */
    private void say(byte[] text, int index, Output out) throws IOException {
        if (index >= text.length) {
            throw new BltException("A step looks at byte " + index + ", but its text has " + text.length + " bytes.");
        }
        try (Blt blt = model.open(console)) {
            if (blt.config().entropyModel().isEmpty()) {
                return;
            }
            SessionOptions options = SessionOptions.ofCapacity(text.length).withEntropyModelAlone();
            try (Session session = Session.open(blt, options)) {
                session.append(text);
                float[] logits = new float[Vocabulary.SIZE];
                session.entropyModelLogits(index, logits);
                TopPredictions top = TopPredictions.of(logits, GUESSES, Vocabulary.id(text[index]));
                Prediction actual = top.actual().orElseThrow();
                out.list(
                        "Before byte %d, %s: an entropy of %.2f nats; the guesses were %s. It was guess number %d, with %.1f %%."
                                .formatted(
                                        index,
                                        sign(text, index),
                                        top.entropy(),
                                        top.likeliest().stream()
                                                .map(p -> "%s %.0f %%".formatted(sign(p.id()), 100 * p.probability()))
                                                .collect(Collectors.joining(", ")),
                                        actual.rank(),
                                        100 * actual.probability()));
                out.flush();
            }
        }
    }

    private static String sign(byte[] text, int index) {
        Glyph glyph = Glyph.at(text, index);
        return glyph.length() == 1 ? sign(Vocabulary.id(text[index])) : glyph.text();
    }

    private static String sign(int id) {
        if (!Vocabulary.isByte(id)) {
            return "(end)";
        }
        byte b = Vocabulary.toByte(id);
        return b == ' '
                ? "␣"
                : b == '\n' ? "↵" : b > ' ' && b < 0x7F ? Character.toString(b) : "%02X".formatted(b & 0xFF);
    }

    /** Words broken into lines; scripts without spaces are broken anywhere. */
    private String wrapped(String words) {
        int columns = console.terminal().columns() == 0
                ? USUAL_COLUMNS
                : Math.min(USUAL_COLUMNS, console.terminal().columns());
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : words.split("(?<= )|(?<=[\\u2E80-\\uFFEF])", -1)) {
            int width =
                    word.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
            if (column > 0 && column + width > columns) {
                lines.append('\n');
                column = 0;
            }
            lines.append(word);
            column += width;
        }
        return lines.toString();
    }
}
