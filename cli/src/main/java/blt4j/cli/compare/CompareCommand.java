package blt4j.cli.compare;

import blt4j.BltException;
import blt4j.analysis.compare.Comparison;
import blt4j.analysis.compare.Comparison.Segmentation;
import blt4j.analysis.compare.Noise;
import blt4j.analysis.compare.Segmenter;
import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.predict.TextScore;
import blt4j.analysis.predict.TextScorer;
import blt4j.cli.console.Colors;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Progress;
import blt4j.cli.console.Units;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.option.TextInput;
import blt4j.cli.text.PatchPainter;
import blt4j.cli.text.Sessions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BundledModels;
import blt4j.model.LanguageModel;
import blt4j.model.TokenModel;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code blt compare}: one text cut in several ways. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Cuts a text in several ways, side by side: patches by several rules, and the tokens of BPE vocabularies. Says how"
                    + " many pieces each makes, and what a byte would cost the model if each piece were a step of its latent"
                    + " transformer.",
            ""
        },
        footer = {
            "",
            "Ways: trained (as the model was trained), entropy-SIZE and monotonic-SIZE (at the threshold for a mean size in"
                    + " bytes), static-SIZE, space, byte, cl100k and o200k (OpenAI's vocabularies), and models over tokens by"
                    + " name or folder (bpe-mini comes with blt).",
            "",
            "Examples:",
            "  blt compare \"The lighthouse keeper had counted the ships.\"",
            "  blt compare --file README.md --ways trained,entropy-6,o200k",
            "  blt compare --noise drop --seed 7 \"The lighthouse keeper had counted the ships.\"",
            "  blt compare -m blt-mini --against bpe-mini --file README.md",
            "  blt compare --format html --file README.md > compared.html",
            "  blt compare --format json --file README.md | jq '.ways[] | [.name, .pieces]'"
        })
public final class CompareCommand implements Callable<Integer> {
    /** The forms of the answer. */
    enum Format {
        /** A table. */
        TEXT,
        /** One object. */
        JSON,
        /** A web page that stands alone. */
        HTML
    }

    /** Cut texts are shown up to here; a longer one would fill the screen once for each way. */
    private static final int SHOWN_BYTES = 200;

    private static final int MAX_BYTES = 1 << 18;

    private final Console console;

    @Mixin
    private final TextInput input = new TextInput();

    @Option(
            names = "--ways",
            split = ",",
            paramLabel = "WAY",
            description = "The ways, with commas (see below). Without it, " + Ways.USUAL + ", and bpe-mini.")
    private List<String> ways = List.of();

    @Option(
            names = "--noise",
            paramLabel = "NOISE",
            description = "Spoils the text first, and says how much of each cut it keeps: ant_speak, drop, random_case,"
                    + " repeat, upper_case or typos.")
    private Optional<String> noise = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed makes the same noise; without it, ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description =
                    "A second model, which may be one over tokens: both predict the text, and bits per byte and costs are"
                            + " their own.")
    private Optional<Path> against = Optional.empty();

    @Option(
            names = "--context",
            paramLabel = "BYTES",
            defaultValue = "" + CostAtContext.DEFAULT_CONTEXT,
            description = "The length of text that costs are given for; without it, ${DEFAULT-VALUE}.")
    private int context;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json or html (a page that stands alone); without it, ${DEFAULT-VALUE}.")
    private Format format = Format.TEXT;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    private final Remembered remembered = new Remembered();

    /** The command on a console. */
    public CompareCommand(Console console) {
        this.console = console;
    }

    /** How a model did on the text: of its own cost, with its own pieces. */
    private record Scored(String name, TextScore score) {}

    /** What is told. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Compared(String model, byte[] text, Comparison comparison, List<Double> held, List<Scored> scores) {}

    @Override
    public Integer call() throws IOException {
        if (context < 1) {
            throw new BltException("--context is " + context + "; it must be at least 1 byte.");
        }
        Optional<Noise> spoils = noise.map(CompareCommand::noise);
        byte[] clean = input.read(console, MAX_BYTES);
        byte[] text = spoils.map(n -> n.apply(clean, seed)).orElse(clean);
        try (Blt blt = model.open(console)) {
            List<Segmenter> segmenters = segmenters(blt);
            Comparison comparison =
                    Comparison.of(text, segmenters, blt.programs().all(), context);
            List<Double> held = spoils.isEmpty() ? List.of() : held(segmenters, clean, comparison);
            Compared compared = new Compared(blt.name(), text, comparison, held, scores(blt, text));
            Output out = new Output(console.out());
            switch (format) {
                case TEXT -> printText(compared, out);
                case JSON -> printJson(compared, out);
                case HTML -> out.print(new ComparePage(blt.name(), text, comparison, held).html());
            }
            out.flush();
            return ExitCode.OK;
        }
    }

    static Noise noise(String name) {
        try {
            return Noise.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new BltException(
                    "There is no noise '" + name
                            + "'; there are ant_speak, drop, random_case, repeat, upper_case and typos.",
                    e);
        }
    }

    private List<Segmenter> segmenters(Blt blt) {
        Optional<Function<byte[], float[]>> entropies =
                blt.config().entropyModel().map(m -> text -> entropies(blt, text));
        Ways known = new Ways(blt.config().patching(), entropies, model::resolve);
        List<Segmenter> segmenters = new ArrayList<>();
        List<String> wanted = new ArrayList<>(ways.isEmpty() ? Arrays.asList(Ways.USUAL.split(",", -1)) : ways);
        if (ways.isEmpty() && BundledModels.find("bpe-mini").isPresent()) {
            wanted.add("bpe-mini");
        }
        for (String way : wanted) {
            Optional<Segmenter> found = known.find(way.strip());
            if (found.isEmpty() && !ways.isEmpty()) {
                throw new BltException("The model " + blt.name() + " has no entropy model, so there is no way " + way
                        + "; name one with --entropy-model.");
            }
            found.ifPresent(segmenters::add);
        }
        return segmenters;
    }

    /** Several ways want the entropies of the same text: the last one is kept. */
    private final class Remembered {
        private byte[] text = new byte[0];
        private float[] entropies = new float[0];

        float[] of(Blt blt, byte[] wanted) {
            if (!Arrays.equals(text, wanted) || entropies.length == 0) {
                SessionOptions options = SessionOptions.ofCapacity(wanted.length)
                        .withPatching(new PatcherConfig(new PatcherConfig.EveryByte()))
                        .withoutDistributions()
                        .withEntropyModelAlone()
                        .withRewind(0);
                try (Session session = Sessions.open(blt, options);
                        Progress progress = new Progress(console)) {
                    session.append(wanted, progress);
                    entropies = session.entropies();
                    text = wanted.clone();
                }
            }
            return entropies;
        }
    }

    private float[] entropies(Blt blt, byte[] text) {
        return remembered.of(blt, text);
    }

    private static List<Double> held(List<Segmenter> segmenters, byte[] clean, Comparison spoilt) {
        List<Double> held = new ArrayList<>();
        for (int i = 0; i < segmenters.size(); i++) {
            Patches before = segmenters.get(i).segment(clean);
            held.add(Comparison.likeness(before, spoilt.segmentations().get(i).patches()));
        }
        return held;
    }

    private List<Scored> scores(Blt blt, byte[] text) {
        if (against.isEmpty()) {
            return List.of();
        }
        try (LanguageModel other = model.openAny(against.get(), console)) {
            List<Scored> scores = new ArrayList<>();
            for (LanguageModel each : List.of(blt, other)) {
                try (TextScorer scorer = TextScorer.of(each)) {
                    byte[] read = each instanceof TokenModel tokens
                            ? tokens.tokenizer().normalised(text)
                            : text;
                    TextScore score = scorer.score(
                            List.of(read), bytes -> !console.interruption().requested());
                    scores.add(new Scored(each.name(), score));
                }
            }
            return scores;
        }
    }

    private void printText(Compared c, Output out) throws IOException {
        boolean held = !c.held().isEmpty();
        out.println("%-20s %8s %10s %14s %9s%s"
                .formatted("way", "pieces", "bytes each", "FLOPs per byte", "saved", held ? "    kept" : ""));
        double first = c.comparison().segmentations().getFirst().cost().total();
        for (int i = 0; i < c.comparison().segmentations().size(); i++) {
            Segmentation s = c.comparison().segmentations().get(i);
            double cost = s.cost().total();
            out.list("%-20s %,8d %10.2f %14s %9s%s"
                    .formatted(
                            s.name(),
                            s.count(),
                            s.bytesPerPatch(),
                            Units.count(Math.round(cost)),
                            i == 0 ? "" : "%+.0f%%".formatted(100 * (1 - cost / first)),
                            held ? " %6.0f%%".formatted(100 * c.held().get(i)) : ""));
        }
        for (Scored scored : c.scores()) {
            TextScore s = scored.score();
            out.list("%n%s: %.3f bits per byte, %.1f%% of bytes foreseen; pieces of %.2f bytes; %s FLOPs per byte"
                    .formatted(
                            scored.name(),
                            s.bitsPerByte(),
                            100 * s.accuracy(),
                            s.bytesPerPiece(),
                            Units.count(Math.round(s.flopsPerByte()))));
        }
        if (c.text().length <= SHOWN_BYTES) {
            show(c, out);
        }
        out.flush();
        console.err()
                .println(
                        "%,d bytes; costs of %s with each piece as a step of its latent transformer, in a text of %,d bytes; saved: against %s"
                                .formatted(
                                        c.text().length,
                                        c.model(),
                                        context,
                                        c.comparison()
                                                .segmentations()
                                                .getFirst()
                                                .name()));
    }

    private void show(Compared c, Output out) throws IOException {
        out.println("");
        for (Segmentation s : c.comparison().segmentations()) {
            int columns = console.terminal().columns();
            out.print("%-20s ".formatted(s.name()));
            PatchPainter painter = new PatchPainter(
                    out,
                    columns == 0 ? 0 : Math.max(20, columns - 21),
                    console.terminal().output(),
                    Colors.NONE);
            painter.paint(c.text(), new PatchPainter.Bytes() {
                @Override
                public boolean beginsPatch(int index) {
                    return s.patches().beginsAt(index + 1);
                }

                @Override
                public float entropy(int index) {
                    return 0;
                }
            });
            painter.finish();
        }
    }

    private void printJson(Compared c, Output out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeStringField("model", c.model());
            json.writeNumberField("bytes", c.text().length);
            json.writeNumberField("context", context);
            json.writeArrayFieldStart("ways");
            for (int i = 0; i < c.comparison().segmentations().size(); i++) {
                Segmentation s = c.comparison().segmentations().get(i);
                json.writeStartObject();
                json.writeStringField("name", s.name());
                json.writeNumberField("pieces", s.count());
                json.writeNumberField("bytes_per_piece", s.bytesPerPatch());
                json.writeNumberField("flops_per_byte", s.cost().total());
                if (!c.held().isEmpty()) {
                    json.writeNumberField("kept", c.held().get(i));
                }
                Json.writeNumbers(json, "lengths", s.patches().lengths());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("models");
            for (Scored scored : c.scores()) {
                json.writeStartObject();
                json.writeStringField("name", scored.name());
                json.writeNumberField("bits_per_byte", scored.score().bitsPerByte());
                json.writeNumberField("accuracy", scored.score().accuracy());
                json.writeNumberField("bytes_per_piece", scored.score().bytesPerPiece());
                json.writeNumberField("flops_per_byte", scored.score().flopsPerByte());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.print("\n");
    }
}
