package blt4j.cli.text;

import blt4j.BltException;
import blt4j.analysis.predict.BitsPerByte;
import blt4j.analysis.predict.TopPredictions;
import blt4j.cli.console.Bars;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Glyph;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Progress;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.option.PatchingOptions;
import blt4j.cli.option.TextInput;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.Patches;
import blt4j.vocabulary.Vocabulary;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code blt entropy}: how hard each byte of a text is to predict. */
@Command(
        name = "entropy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows how hard each byte of a text is to predict, and how well it was predicted.",
            "",
            "entropy, in nats: how uncertain the entropy model was before the byte came; a bar shows it. bits: what the"
                    + " byte then told, given the entropy model's prediction; blt: given the whole model's. A bar"
                    + " before the character marks where a patch begins.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  blt entropy \"Game of Thrones\"",
            "  blt entropy --file README.md --format csv > entropies.csv",
            "",
            "JSON has: bytes, entropies (in nats, one for each byte and one for the byte to come), entropy_model_bits"
                    + " and blt_bits (one for each byte, where there is such a model), and their means as"
                    + " entropy_model_bits_per_byte and bits_per_byte."
        })
public final class EntropyCommand implements Callable<Integer> {
    /** The forms of the answer. */
    enum Format {
        /** A line with a bar for each byte. */
        TEXT,
        /** One object. */
        JSON,
        /** A row for each byte. */
        CSV
    }

    /** The distributions of all bytes are held, 4 KiB a byte. */
    private static final int MAX_BYTES = 256 << 10;

    private static final double MOST_NATS = Math.log(Vocabulary.SIZE);
    private static final int COLUMNS_BEFORE_BAR = 42;
    private static final int USUAL_BAR = 36;
    private static final int LONGEST_BAR = 60;

    private final Console console;

    @Mixin
    private final TextInput input = new TextInput();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json or csv; without it, ${DEFAULT-VALUE}.")
    private Format format = Format.TEXT;

    @Mixin
    private final PatchingOptions patching = new PatchingOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    public EntropyCommand(Console console) {
        this.console = console;
    }

    /** How a model predicted a text: the bits that each byte told, and their sum. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Predicted(float[] bits, BitsPerByte sum) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entropies(
            byte[] bytes,
            float[] entropies,
            Patches patches,
            Optional<Predicted> byEntropyModel,
            Optional<Predicted> byBlt) {}

    @Override
    public Integer call() throws IOException {
        byte[] text = input.read(console, MAX_BYTES);
        try (Blt blt = model.open(console)) {
            if (blt.config().entropyModel().isEmpty()) {
                throw new BltException("The model " + blt.config().name() + " has no entropy model; name one with"
                        + " --entropy-model.");
            }
            Entropies entropies = read(blt, text);
            Output out = new Output(console.out());
            switch (format) {
                case TEXT -> printText(entropies, out);
                case JSON -> printJson(entropies, out);
                case CSV -> printCsv(entropies, out);
            }
            out.flush();
            return ExitCode.OK;
        }
    }

    private Entropies read(Blt blt, byte[] text) {
        boolean whole = blt.config().blt().isPresent();
        SessionOptions options = SessionOptions.ofCapacity(text.length)
                .withPatching(patching.over(blt.config().patching()));
        try (Session session = Sessions.open(blt, whole ? options : options.withEntropyModelAlone());
                Progress progress = new Progress(console)) {
            session.append(text, progress);
            if (whole) {
                session.predict(progress);
            }
            return new Entropies(
                    text,
                    session.entropies(),
                    session.patches(),
                    Optional.of(predicted(text, session::entropyModelLogits)),
                    whole ? Optional.of(predicted(text, session::nextByteLogits)) : Optional.empty());
        }
    }

    private interface Logits {
        void get(int index, float[] into);
    }

    private static Predicted predicted(byte[] text, Logits logits) {
        float[] bits = new float[text.length];
        float[] row = new float[Vocabulary.SIZE];
        BitsPerByte sum = new BitsPerByte();
        for (int i = 0; i < text.length; i++) {
            logits.get(i, row);
            int id = Vocabulary.id(text[i]);
            sum.add(row, id);
            bits[i] = (float) TopPredictions.prediction(row, id).surprisal();
        }
        return new Predicted(bits, sum);
    }

    private void printText(Entropies e, Output out) throws IOException {
        int columns = console.terminal().columns();
        int barWidth = columns == 0 ? USUAL_BAR : Math.clamp(columns - COLUMNS_BEFORE_BAR, 4, LONGEST_BAR);
        out.println("%8s  %4s  %-9s %8s %7s %7s".formatted("offset", "byte", "  char", "entropy", "bits", "blt"));
        for (int i = 0; i < e.bytes().length; i++) {
            out.println("%8d  %4s %s%s %8.3f %7s %7s  %s"
                    .formatted(
                            i,
                            "%02X".formatted(e.bytes()[i]),
                            e.patches().beginsAt(i + 1) ? "│" : " ",
                            character(e.bytes(), i),
                            e.entropies()[i],
                            bits(e.byEntropyModel(), i),
                            bits(e.byBlt(), i),
                            Bars.bar(e.entropies()[i] / MOST_NATS, barWidth)));
        }
        out.flush();
        console.err()
                .println("%,d bytes; %s"
                        .formatted(
                                e.bytes().length,
                                e.byEntropyModel()
                                                .map(p -> "%.3f bits per byte by the entropy model"
                                                        .formatted(p.sum().bitsPerByte()))
                                                .orElse("")
                                        + e.byBlt()
                                                .map(p -> ", %.3f by the whole model"
                                                        .formatted(p.sum().bitsPerByte()))
                                                .orElse("")));
    }

    private static String bits(Optional<Predicted> predicted, int index) {
        return predicted.map(p -> "%.3f".formatted(p.bits()[index])).orElse("");
    }

    /** A character stands with its first byte, in nine columns; its other bytes have dots. */
    private static String character(byte[] bytes, int index) {
        for (int back = 1; back < 4 && back <= index; back++) {
            Glyph before = Glyph.at(bytes, index - back);
            if (before.end() > index) {
                return " ·       ";
            }
        }
        Glyph glyph = Glyph.at(bytes, index);
        String shown = switch (glyph.kind()) {
            case NEWLINE -> "↵";
            case TAB -> "→";
            case CHARACTER -> glyph.columns() == 0 ? "◌" + glyph.text() : glyph.text();
            case STAND_IN -> glyph.text();
        };
        int columns = Math.max(1, glyph.columns());
        return " " + shown + " ".repeat(Math.max(0, 8 - columns));
    }

    private static void printJson(Entropies e, Output out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeNumberField("bytes", e.bytes().length);
            Json.writeNumbers(json, "entropies", e.entropies());
            if (e.byEntropyModel().isPresent()) {
                Json.writeNumbers(
                        json, "entropy_model_bits", e.byEntropyModel().get().bits());
                json.writeNumberField(
                        "entropy_model_bits_per_byte",
                        e.byEntropyModel().get().sum().bitsPerByte());
            }
            if (e.byBlt().isPresent()) {
                Json.writeNumbers(json, "blt_bits", e.byBlt().get().bits());
                json.writeNumberField("bits_per_byte", e.byBlt().get().sum().bitsPerByte());
            }
            Json.writeNumbers(json, "patch_lengths", e.patches().lengths());
            json.writeEndObject();
        }
        out.print("\n");
    }

    private static void printCsv(Entropies e, Output out) throws IOException {
        out.println("offset,byte,begins_patch,entropy,entropy_model_bits,blt_bits");
        for (int i = 0; i < e.bytes().length; i++) {
            out.println(String.join(
                    ",",
                    Integer.toString(i),
                    Integer.toString(e.bytes()[i] & 0xFF),
                    Boolean.toString(e.patches().beginsAt(i + 1)),
                    Float.toString(e.entropies()[i]),
                    number(e.byEntropyModel(), i),
                    number(e.byBlt(), i)));
        }
    }

    private static String number(Optional<Predicted> predicted, int index) {
        return predicted.map(p -> Float.toString(p.bits()[index])).orElse("");
    }
}
