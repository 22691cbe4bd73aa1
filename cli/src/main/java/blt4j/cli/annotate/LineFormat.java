package blt4j.cli.annotate;

import blt4j.analysis.Annotator.Annotation;
import blt4j.cli.console.Json;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.jspecify.annotations.Nullable;

/** Annotations as text: a line for each piece, the same fields in each. */
enum LineFormat {
    /** An object a line. */
    JSONL {
        @Override
        String header(List<KeptColumn> columns) {
            return "";
        }

        @Override
        String record(Piece piece, Annotation annotation, List<KeptColumn> columns) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            try (JsonGenerator json = Json.generator(line)) {
                json.writeStartObject();
                json.writeStringField("source", piece.source());
                json.writeNumberField("document", piece.document());
                json.writeNumberField("offset", piece.offset());
                json.writeNumberField("bytes", piece.bytes().length);
                json.writeBooleanField("begins_patch", annotation.beginsPatch());
                Json.writeNumbers(json, "patch_lengths", annotation.patchLengths());
                Json.writeNumbers(json, "entropies", rounded(annotation.entropies()));
                for (int i = 0; i < columns.size(); i++) {
                    json.writeFieldName(columns.get(i).as());
                    write(json, piece.kept().get(i));
                }
                json.writeEndObject();
            }
            return line.toString(StandardCharsets.UTF_8);
        }

        @Override
        Optional<PieceKey> key(String line) throws IOException {
            List<String> key = new ArrayList<>();
            try (JsonParser json = Json.parser(line)) {
                while (key.size() < KEY_FIELDS && json.nextToken() != null) {
                    if (json.currentToken().isScalarValue()) {
                        key.add(json.getText());
                    }
                }
            } catch (JacksonException e) {
                return Optional.empty();
            }
            return parsed(key);
        }
    },

    /** A row a line, lists parted by blanks. */
    CSV {
        @Override
        String header(List<KeptColumn> columns) {
            List<String> names = new ArrayList<>(
                    List.of("source", "document", "offset", "bytes", "begins_patch", "patch_lengths", "entropies"));
            columns.forEach(c -> names.add(c.as()));
            return CSVFormat.DEFAULT.format(names.toArray()) + "\n";
        }

        @Override
        String record(Piece piece, Annotation annotation, List<KeptColumn> columns) {
            String lengths = Arrays.stream(annotation.patchLengths())
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" "));
            StringBuilder entropies = new StringBuilder();
            for (float entropy : rounded(annotation.entropies())) {
                entropies.append(entropies.isEmpty() ? "" : " ").append(entropy);
            }
            List<@Nullable Object> values = new ArrayList<>(List.of(
                    piece.source(),
                    piece.document(),
                    piece.offset(),
                    piece.bytes().length,
                    annotation.beginsPatch(),
                    lengths,
                    entropies));
            // A row is a line, by which it is known to be whole.
            piece.kept()
                    .forEach(v -> values.add(
                            v instanceof String text ? LINE_END.matcher(text).replaceAll(" ") : v));
            return CSVFormat.DEFAULT.format(values.toArray());
        }

        @Override
        Optional<PieceKey> key(String line) throws IOException {
            try (CSVParser csv = CSVParser.parse(line, CSVFormat.DEFAULT)) {
                return parsed(csv.stream()
                        .flatMap(row -> row.stream().limit(KEY_FIELDS))
                        .toList());
            } catch (UncheckedIOException e) {
                return Optional.empty(); // a quotation that ends in the middle of a field
            }
        }
    };

    /** Source, document, offset, bytes: these tell which piece a line is about. */
    private static final int KEY_FIELDS = 4;

    private static final Pattern LINE_END = Pattern.compile("\\R");
    private static final float STEPS_A_NAT = 10_000;

    /** What stands at the file's beginning. */
    abstract String header(List<KeptColumn> columns);

    /** A line, without its end. */
    abstract String record(Piece piece, Annotation annotation, List<KeptColumn> columns) throws IOException;

    /** Which piece a line is about; nothing if it is no such line. */
    abstract Optional<PieceKey> key(String line) throws IOException;

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case KeptColumn.Raw raw -> json.writeRawValue(raw.json());
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Boolean truth -> json.writeBoolean(truth);
            default -> json.writeString(value.toString());
        }
    }

    private static Optional<PieceKey> parsed(List<String> fields) {
        if (fields.size() != KEY_FIELDS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PieceKey(
                    fields.get(0),
                    Long.parseLong(fields.get(1)),
                    Long.parseLong(fields.get(2)),
                    Integer.parseInt(fields.get(3))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Four digits after the point: ten times what separates two implementations, and half the file's size. */
    private static float[] rounded(float[] entropies) {
        float[] rounded = new float[entropies.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Math.round(entropies[i] * STEPS_A_NAT) / STEPS_A_NAT;
        }
        return rounded;
    }
}
