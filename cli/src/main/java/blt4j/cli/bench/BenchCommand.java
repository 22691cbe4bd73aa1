package blt4j.cli.bench;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.analysis.predict.Quality;
import blt4j.cli.bench.Benchmark.Measured;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Progress;
import blt4j.cli.console.Units;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.option.ReportOptions;
import blt4j.cli.option.TextInput;
import blt4j.generation.BatchGenerator;
import blt4j.model.Blt;
import blt4j.model.LanguageModel;
import blt4j.model.TokenModel;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code blt bench}: how fast a model runs here, and how near that is to what the machine can do. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures how fast a model reads and writes here, and how near that is to what it runs on could do at best.",
            "",
            "Each rate is the median of several runs after a warm-up. Its limit is what the processor, or the GPU, would"
                    + " reach if it did nothing but multiply as fast as it can, or read the weights, keys and values that"
                    + " have to be read as fast as memory delivers them, whichever takes longer; both are measured first.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  blt bench",
            "  blt bench --model ~/models/bench-200m --weights bf16 --threads 2 --format json",
            "  blt bench --window 512 --local-window 512 --contexts 1000,4000,16000",
            "  blt bench --weights q8 --quality book.txt",
            "  blt bench -m models/bpe-mini            # a model over tokens, in bytes a second too"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int SHORT = 512;
    private static final int LONG = 2048;
    private static final int SHORT_CONTEXT = 256;
    private static final int LONGEST_CONTEXT = 1 << 20;
    /** How many texts are written at once. */
    private static final List<Integer> TEXTS = List.of(1, 8, 64);

    private final Console console;

    @Option(
            names = {"-r", "--repeat"},
            paramLabel = "N",
            defaultValue = "5",
            description = "How many runs the medians are of; without it, ${DEFAULT-VALUE}.")
    private int repeat;

    @Option(
            names = {"-n", "--max-bytes"},
            paramLabel = "N",
            defaultValue = "64",
            description = "How many bytes each run writes; without it, ${DEFAULT-VALUE}.")
    private int written;

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "What to read, of 2048 bytes at least; without it, a text of its own.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--contexts",
            paramLabel = "N",
            split = ",",
            description = "Measures instead entropies of, and generation from, texts of so many bytes each; the text is"
                    + " repeated where it is shorter.")
    private List<Integer> contexts = List.of();

    @Option(
            names = "--profile",
            description = "Shows instead what a GPU does for each byte: kernels, their time, transfers, compilation.")
    private boolean profile;

    @Option(
            names = "--quality",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Tells instead how well these texts are predicted, in bits per byte: in rows of "
                    + Quality.ROW + " bytes, each " + Quality.STRIDE + " on from the last, every byte counted once.")
    private List<Path> quality = List.of();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    public BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (repeat < 1 || written < 1 || written > 4096) {
            throw new BltException("--repeat must be at least 1, and --max-bytes from 1 to 4096.");
        }
        if (contexts.stream().anyMatch(n -> n < 1 || n > LONGEST_CONTEXT)) {
            throw new BltException("--contexts must be from 1 to " + LONGEST_CONTEXT + " bytes.");
        }
        byte[] text = text();
        List<byte[]> predicted = quality.stream()
                .map(path -> TextInput.readFile(path, TextInput.MAX_BYTES))
                .toList();
        long began = System.nanoTime();
        if ((profile || !quality.isEmpty()) && TokenModel.isTokenModel(model.folder())) {
            throw new BltException(
                    "--profile and --quality are for models of bytes; 'blt eval' measures how well a model"
                            + " over tokens predicts.");
        }
        try (LanguageModel opened = model.openAny(console)) {
            if (profile && opened instanceof Blt blt) {
                printProfile(new DeviceProfiling(blt, text, written));
                return ExitCode.OK;
            }
            if (!quality.isEmpty() && opened instanceof Blt blt) {
                printQuality(blt, predicted);
                return ExitCode.OK;
            }
            double loadSeconds = (System.nanoTime() - began) / 1e9;
            Benchmark benchmark = new Benchmark(opened, text, repeat, written, model.weights, this::announce);
            double firstSeconds = benchmark.firstEntropySeconds();
            List<Measured> rates = rates(benchmark, opened);
            announce("");
            print(opened, loadSeconds, firstSeconds, benchmark, rates);
            return ExitCode.OK;
        }
    }

    private void printProfile(DeviceProfiling profiling) throws IOException {
        Output out = new Output(console.out());
        if (report.isText()) {
            profiling.print(out);
        } else {
            profiling.printJson(out);
        }
        out.flush();
    }

    private List<Measured> rates(Benchmark benchmark, LanguageModel opened) {
        boolean writes = !(opened instanceof Blt blt) || blt.config().blt().isPresent();
        List<Measured> rates = new ArrayList<>();
        if (writes && contexts.isEmpty()) {
            rates.add(benchmark.forward(SHORT));
            rates.add(benchmark.forward(LONG));
        }
        for (int bytes : contexts.isEmpty() ? List.of(SHORT, LONG) : contexts) {
            if (opened instanceof Blt blt) {
                rates.add(benchmark.entropies(blt, bytes));
            }
        }
        for (int bytes : contexts.isEmpty() ? List.of(SHORT_CONTEXT, LONG) : contexts) {
            if (writes) {
                rates.add(benchmark.generate(bytes));
            }
        }
        if (writes && contexts.isEmpty()) {
            for (int texts : TEXTS) {
                if (texts <= Math.max(1, BatchGenerator.most(opened)) && benchmark.fits(texts)) {
                    rates.add(benchmark.generateTogether(texts));
                }
            }
        }
        return rates;
    }

    private void printQuality(Blt blt, List<byte[]> texts) throws IOException {
        try (Quality sum = new Quality(blt);
                Progress progress = new Progress(console)) {
            for (byte[] text : texts) {
                sum.add(text, progress);
            }
            Output out = new Output(console.out());
            QualityReport told = new QualityReport(blt, weights(), sum);
            if (report.isText()) {
                told.printText(out);
            } else {
                told.printJson(out);
            }
            out.flush();
        }
    }

    private void announce(String what) {
        if (console.terminal().error()) {
            console.err().print("\r\u001B[K" + Foreign.shown(what));
            console.err().flush();
        }
        if (console.interruption().requested()) {
            throw new CancellationException("interrupted");
        }
    }

    private byte[] text() throws IOException {
        if (file.isPresent()) {
            byte[] text = TextInput.readFile(file.get(), TextInput.MAX_BYTES);
            if (text.length < LONG) {
                throw new BltException("The text " + file.get() + " has " + text.length + " bytes; --text needs " + LONG
                        + " at least.");
            }
            return text;
        }
        try (InputStream in = BenchCommand.class.getResourceAsStream("bench.txt")) {
            if (in == null) {
                throw new IOException("bench.txt is missing from the program");
            }
            return in.readAllBytes();
        }
    }

    private void print(
            LanguageModel opened, double loadSeconds, double firstSeconds, Benchmark benchmark, List<Measured> rates)
            throws IOException {
        Output out = new Output(console.out());
        if (report.isText()) {
            printText(opened, loadSeconds, firstSeconds, benchmark, rates, out);
        } else {
            printJson(opened, loadSeconds, firstSeconds, benchmark, rates, out);
        }
        out.flush();
    }

    private void printText(
            LanguageModel opened,
            double loadSeconds,
            double firstSeconds,
            Benchmark benchmark,
            List<Measured> rates,
            Output out)
            throws IOException {
        out.list("%s, weights %s, on %s"
                .formatted(opened.name(), weights(), opened.backend().describe()));
        out.println("opened in %.3f s, first entropy after %.3f s".formatted(loadSeconds, firstSeconds));
        out.println("reads %s/s from memory, multiplies at %sFLOP/s"
                .formatted(
                        Units.bytes(Math.round(benchmark.limits().readBytesPerSecond())),
                        Units.count(Math.round(benchmark.limits().flopsPerSecond()))));
        out.println("");
        out.println("%-28s %12s %12s %8s".formatted("", "bytes/s", "limit", "reached"));
        for (Measured rate : rates) {
            out.println("%-28s %12s %12s %7.1f%%"
                    .formatted(
                            rate.name().replace('_', ' '),
                            rate(rate.bytesPerSecond()),
                            rate(rate.limit()),
                            100 * rate.fraction()));
        }
    }

    private static String rate(double rate) {
        return rate >= 100 ? "%,.0f".formatted(rate) : "%.2f".formatted(rate);
    }

    private String weights() {
        return model.weights.name().toLowerCase(Locale.ROOT);
    }

    private void printJson(
            LanguageModel opened,
            double loadSeconds,
            double firstSeconds,
            Benchmark benchmark,
            List<Measured> rates,
            Output out)
            throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeStringField("model", opened.name());
            json.writeStringField("backend", opened.backend().describe());
            json.writeStringField("weights", weights());
            json.writeNumberField("load_s", loadSeconds);
            json.writeNumberField("first_entropy_s", firstSeconds);
            for (Measured rate : rates) {
                json.writeNumberField(rate.name() + "_bytes_per_s", rate.bytesPerSecond());
            }
            Optional<Double> patchSize = benchmark.meanPatchSize();
            if (patchSize.isPresent()) {
                json.writeNumberField(opened instanceof Blt ? "mean_patch_size" : "mean_token_size", patchSize.get());
            }
            json.writeObjectFieldStart("limits");
            json.writeNumberField("read_bytes_per_s", benchmark.limits().readBytesPerSecond());
            json.writeNumberField("flops_per_s", benchmark.limits().flopsPerSecond());
            for (Measured rate : rates) {
                json.writeObjectFieldStart(rate.name());
                json.writeNumberField("bytes_per_s", rate.limit());
                json.writeNumberField("fraction", rate.fraction());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        out.print("\n");
    }
}
