package blt4j.cli.text;

import blt4j.analysis.page.WebPage;
import blt4j.cli.console.ColorWhen;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Progress;
import blt4j.cli.console.Terminal;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.option.PatchingOptions;
import blt4j.cli.option.TextInput;
import blt4j.model.Blt;
import blt4j.patching.BytePatches;
import blt4j.patching.PatcherConfig;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code blt patch}: a text and the patches that it falls into. */
@Command(
        name = "patch",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows the patches that a text falls into.",
            "",
            "On a terminal, patches alternate in two colours; the darker, the harder the byte was to predict. Elsewhere,"
                    + " bars part them. A dot after a character: a patch begins within it.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  blt patch \"Daenerys Targaryen is in Game of Thrones\"",
            "  blt patch --file README.md --threshold 1.0 | less",
            "  blt patch --mode space --format csv < notes.txt",
            "  blt patch --format html --file notes.txt > notes.html",
            "  curl -s https://example.org | blt patch --mean-patch-size 6",
            "",
            "JSON has: bytes, threshold, mode, entropies (nats; the first tells of the first byte, the last of the byte to"
                    + " come), patch_lengths (begin-of-sequence first), patches (start, length, text).",
            "",
            "HTML is a page that stands alone: entropies, the ten likeliest of each byte, and a threshold that cuts the text"
                    + " anew; of at most " + WebPage.MOST_BYTES + " bytes."
        })
public final class PatchCommand implements Callable<Integer> {
    /** The forms of the answer. */
    enum Format {
        /** For people. */
        TEXT,
        /** One object. */
        JSON,
        /** A row for each patch. */
        CSV,
        /** A page that stands alone. */
        HTML
    }

    private final Console console;

    @Mixin
    private final TextInput input = new TextInput();

    @Mixin
    private final PatchingOptions patching = new PatchingOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json, csv or html. Default ${DEFAULT-VALUE}.")
    private Format format = Format.TEXT;

    @Option(names = "--color", paramLabel = "WHEN", defaultValue = "auto", description = "auto, always or never.")
    private ColorWhen color = ColorWhen.AUTO;

    public PatchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        byte[] text = input.read(console);
        try (Blt blt = model.open(console)) {
            if (format == Format.HTML) {
                printHtml(blt, text);
                return ExitCode.OK;
            }
            Reading reading = Reading.of(blt, text, patching, console);
            Output out = new Output(console.out());
            switch (format) {
                case TEXT -> printText(reading, out);
                case JSON -> printJson(reading, out);
                case CSV -> printCsv(reading, out);
                case HTML -> throw new IllegalStateException("a page has been printed already");
            }
            out.flush();
            return ExitCode.OK;
        }
    }

    private void printHtml(Blt blt, byte[] text) throws IOException {
        Output out = new Output(console.out());
        PatcherConfig config = Reading.of(blt, text, patching, console).patching();
        try (Progress progress = new Progress(console)) {
            out.print(WebPage.of(blt, text, config, WebPage.About.of(text), progress));
        }
        out.flush();
    }

    private void printText(Reading reading, Output out) throws IOException {
        Terminal terminal = console.terminal();
        PatchPainter painter = new PatchPainter(out, terminal.columns(), terminal.output(), color.on(terminal));
        painter.paint(reading.bytes(), reading);
        painter.finish();
        console.err()
                .println("%,d bytes, %,d patches, %.2f bytes per patch; %s"
                        .formatted(
                                reading.bytes().length,
                                reading.inBytes().count(),
                                reading.patches().bytesPerPatch(),
                                PatchingOptions.describe(reading.patching().mode())));
    }

    private static void printJson(Reading reading, Output out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeNumberField("bytes", reading.bytes().length);
            OptionalDouble threshold = reading.patching().mode().decisiveThreshold();
            if (threshold.isPresent()) {
                json.writeNumberField("threshold", threshold.getAsDouble());
            } else {
                json.writeNullField("threshold");
            }
            json.writeStringField("mode", reading.patching().mode().rule().text());
            Json.writeNumbers(json, "entropies", reading.entropies());
            Json.writeNumbers(json, "patch_lengths", reading.patches().lengths());
            json.writeArrayFieldStart("patches");
            BytePatches patches = reading.inBytes();
            for (int i = patches.first(); i < reading.patches().count(); i++) {
                json.writeStartObject();
                json.writeNumberField("start", patches.begin(i));
                json.writeNumberField("length", patches.end(i) - patches.begin(i));
                json.writeStringField("text", text(reading, i));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.print("\n");
    }

    private static void printCsv(Reading reading, Output out) throws IOException {
        StringBuilder rows = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(rows, CSVFormat.RFC4180)) {
            csv.printRecord("patch", "start", "length", "entropy", "text");
            BytePatches patches = reading.inBytes();
            for (int i = patches.first(); i < reading.patches().count(); i++) {
                int begin = patches.begin(i);
                Object entropy = reading.entropies().length == 0 ? "" : reading.entropy(begin);
                csv.printRecord(i, begin, patches.end(i) - begin, entropy, text(reading, i));
            }
        }
        out.print(rows.toString());
    }

    private static String text(Reading reading, int patch) {
        int begin = reading.inBytes().begin(patch);
        return new String(reading.bytes(), begin, reading.inBytes().end(patch) - begin, StandardCharsets.UTF_8);
    }
}
