package blt4j.cli;

import blt4j.cli.console.ExitCode;
import blt4j.cli.console.VisualizerProgram;
import blt4j.cli.option.Group;
import blt4j.cli.option.Rare;
import blt4j.cli.option.TextInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code blt visualize}: starts the desktop visualizer, which is a program of its own. */
@Command(
        name = "visualize",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Opens the desktop visualizer, or takes pictures of it without a display.", ""},
        footer = {
            "",
            "Examples:",
            "  blt visualize",
            "  blt visualize -m blt-mini \"Where do patches begin?\"",
            "  blt visualize --view lesson --lesson entropy",
            "  blt visualize --snapshot slide.png --slide \"Where do patches begin?\"",
            "  blt visualize --view pipeline --xray all --snapshot xray.png \"The ship\""
        })
@SuppressWarnings("UnusedVariable") // options are passed on as they were given
final class VisualizeCommand implements Callable<Integer> {
    @Mixin
    private final TextInput input = new TextInput();

    @Mixin
    private final Window window = new Window();

    @Mixin
    private final Pictures pictures = new Pictures();

    @Mixin
    private final Shown shown = new Shown();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What it runs. */
    @Group("Model and device")
    static final class Shown {
        @Option(
                names = {"-m", "--model"},
                paramLabel = "DIR",
                description = "The model: its folder, or a name that 'blt models' lists.")
        private Optional<String> model = Optional.empty();

        @Option(
                names = "--backend",
                paramLabel = "NAME",
                description = "What to run on (see 'blt devices'); auto takes a GPU.")
        private Optional<String> backend = Optional.empty();
    }

    /** What the window opens with. */
    @Group("Window")
    static final class Window {
        @Rare
        @Option(names = "--text", paramLabel = "TEXT", description = "The text, as an option.")
        private Optional<String> text = Optional.empty();

        @Option(
                names = "--view",
                paramLabel = "VIEW",
                description = "patch, generate, compare, pipeline, scale, guess or lesson.")
        private Optional<String> view = Optional.empty();

        @Option(names = "--lesson", paramLabel = "NAME", description = "A lesson, by name or file.")
        private Optional<String> lesson = Optional.empty();

        @Option(names = "--step", paramLabel = "N", description = "The step of the lesson.")
        private Optional<String> step = Optional.empty();

        @Option(names = "--prompt", paramLabel = "TEXT", description = "What the generate view writes on at once.")
        private Optional<String> prompt = Optional.empty();

        @Option(names = "--bytes", paramLabel = "N", description = "How much it writes.")
        private Optional<String> bytes = Optional.empty();

        @Option(
                names = "--guesses",
                paramLabel = "TEXT",
                description = "What the guess view has a class bet, a character for each byte.")
        private Optional<String> guesses = Optional.empty();

        @Option(names = "--beside", paramLabel = "DIR", description = "A second model for the compare view.")
        private Optional<String> beside = Optional.empty();

        @Rare
        @Option(names = "--details", description = "Opens the details of the patch view.")
        private boolean details;

        @Rare
        @Option(
                names = "--form",
                paramLabel = "FORM",
                description = "How the patch view draws the text: bars, or prose, shaded by entropy.")
        private Optional<String> form = Optional.empty();

        @Rare
        @Option(names = "--row", paramLabel = "ROW", description = "What stands below the letters: none, hex, decimal.")
        private Optional<String> row = Optional.empty();

        @Rare
        @Option(
                names = "--costs",
                paramLabel = "MODEL",
                description = "Whose costs are shown: open (the open model's), blt-1b or blt-7b.")
        private Optional<String> costs = Optional.empty();

        @Option(
                names = "--xray",
                paramLabel = "STAGE",
                description = "The X-ray of a byte in the pipeline view: all, or a stage from 1 to 5.")
        private Optional<String> xray = Optional.empty();

        @Option(names = "--select", paramLabel = "BYTE", description = "The byte to look at.")
        private Optional<String> select = Optional.empty();

        @Option(names = "--theme", paramLabel = "THEME", description = "light or dark.")
        private Optional<String> theme = Optional.empty();

        @Option(names = "--lang", paramLabel = "LANGUAGE", description = "en or zh.")
        private Optional<String> language = Optional.empty();

        @Option(names = "--size", paramLabel = "WxH", description = "Width and height, as 1600x1000.")
        private Optional<String> size = Optional.empty();

        @Option(names = "--zoom", paramLabel = "FACTOR", description = "How large everything is, as 1.25.")
        private Optional<String> zoom = Optional.empty();

        @Option(names = "--presentation", description = "Full screen, for an audience.")
        private boolean presentation;

        @Rare
        @Option(names = "--settings", paramLabel = "FILE", description = "Keeps the window's settings there.")
        private Optional<String> settings = Optional.empty();
    }

    /** What is done without a display. */
    @Group("Pictures and figures, without a display")
    static final class Pictures {
        @Option(
                names = "--snapshot",
                paramLabel = "FILE",
                description =
                        "A picture of the window, as PNG; a figure with caption, as PDF or SVG; its numbers, as CSV,"
                                + " JSON or Arrow.")
        private Optional<String> snapshot = Optional.empty();

        @Option(names = "--slide", description = "Of the view alone, for a slide: a PNG or an SVG.")
        private boolean slide;

        @Option(
                names = "--animate",
                paramLabel = "WHAT",
                description = "A picture that moves, as PNG, GIF or MP4: sweep (the threshold), generate, or xray.")
        private Optional<String> animate = Optional.empty();

        @Option(names = "--headline", paramLabel = "TEXT", description = "A line in large letters above a slide.")
        private Optional<String> headline = Optional.empty();

        @Option(names = "--handout", description = "With --lesson and a --snapshot FILE.pdf: the lesson for print.")
        private boolean handout;

        @Option(
                names = "--pictures",
                paramLabel = "DIR",
                description = "A picture of each step of a --lesson; with --step, of that one.")
        private Optional<String> lessonPictures = Optional.empty();

        @Option(
                names = "--album",
                paramLabel = "FILE",
                description = "A picture for each line, its arguments separated by tabs.")
        private Optional<String> album = Optional.empty();

        @Rare
        @Option(
                names = "--timing",
                arity = "0..1",
                fallbackValue = "true",
                paramLabel = "first",
                description = "How soon the window answers, as JSON; with --headless on no display.")
        private Optional<String> timing = Optional.empty();

        @Rare
        @Option(names = "--headless", description = "Opens the window where nobody sees it.")
        private boolean headless;

        @Option(names = "--rehearse", hidden = true, description = "Opens, writes a little, and ends.")
        private boolean rehearse;
    }

    /** What was given, as the window takes it. */
    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            boolean given = spec.commandLine().getParseResult().hasMatchedOption(option);
            if (given && !option.usageHelp() && !option.versionHelp()) {
                Object value = option.getValue();
                String name = option.longestName();
                arguments.add(value instanceof Optional<?> v ? name + "=" + v.orElseThrow() : name);
            }
        }
        input.argument().ifPresent(text -> arguments.add("--text=" + text));
        return arguments;
    }

    @Override
    public Integer call() {
        List<String> arguments = arguments();
        VisualizerProgram.require();
        VisualizerProgram.run(arguments);
        return ExitCode.OK;
    }
}
