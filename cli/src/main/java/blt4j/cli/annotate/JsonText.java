package blt4j.cli.annotate;

import blt4j.BltException;
import blt4j.cli.console.Json;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text of a line of JSON Lines, and what goes along with it. What is beside them is passed over, whatever it is:
 * numbers of any length, nesting of any depth, and the NaN and Infinity that Python writes.
 */
final class JsonText {
    private final String field;
    private final List<KeptColumn> columns;
    private final Map<String, Integer> places = new HashMap<>();
    private final JsonFactory json = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /**
     * What a line holds.
     *
     * @param text its bytes in UTF-8
     * @param kept a value for each column
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Content(byte[] text, List<@Nullable Object> kept) {
        static final Content EMPTY = new Content(new byte[0], List.of());
    }

    /**
     * Reads fields by their names, with dots where one lies within another: {@code a.b}.
     *
     * @param field holds the text
     * @param columns what goes along
     */
    JsonText(String field, List<KeptColumn> columns) {
        this.field = field;
        this.columns = columns;
        places.put(field, -1);
        for (int i = 0; i < columns.size(); i++) {
            if (places.put(columns.get(i).name(), i) != null) {
                throw new BltException("The field '" + field + "' is the text, and cannot be kept beside it.");
            }
        }
        for (String name : places.keySet()) {
            if (places.keySet().stream().anyMatch(other -> other.startsWith(name + "."))) {
                throw new BltException(
                        "Of JSON Lines, --field and --keep cannot name both '" + name + "' and what lies within it.");
            }
        }
    }

    /** What was found of a line's fields. */
    private static final class Found {
        Optional<String> text = Optional.empty();
        final @Nullable Object[] values;

        Found(int columns) {
            this.values = new @Nullable Object[columns];
        }
    }

    /**
     * The text and what goes along; an empty text for a blank line.
     *
     * @param where names line and file, as the subject of a sentence
     * @throws BltException if the file is not in UTF-8, which no other line can be either
     */
    Content of(byte[] line, String where) throws Skips.UnreadableException {
        requireUtf8(line, where);
        int from = startsWithMark(line) ? 3 : 0;
        if (isBlank(line, from)) {
            return Content.EMPTY;
        }
        try (JsonParser parser = json.createParser(line, from, line.length - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Skips.UnreadableException(where + " holds no JSON object with a field '" + field + "'.");
            }
            Found found = new Found(columns.size());
            find(parser, "", found, where);
            if (parser.nextToken() != null) {
                throw new Skips.UnreadableException(where + " holds more than one JSON value.");
            }
            byte[] text = utf8(
                    found.text.orElseThrow(() -> new Skips.UnreadableException(
                            where + " has no field '" + field + "'; name the field that holds the text with --field.")),
                    where);
            return new Content(text, Collections.unmodifiableList(Arrays.asList(found.values)));
        } catch (JsonProcessingException e) {
            throw new Skips.UnreadableException(
                    where + " is no JSON from column " + (e.getLocation().getColumnNr() + from) + " on.");
        } catch (IOException e) {
            throw new Skips.UnreadableException(where + " is no JSON.");
        }
    }

    /** Reads an object to its end. Only objects that lie on the way to a field are gone into. */
    private void find(JsonParser parser, String prefix, Found found, String where)
            throws IOException, Skips.UnreadableException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + parser.currentName();
            Integer place = places.get(name);
            JsonToken value = parser.nextToken();
            if (place == null) {
                if (value == JsonToken.START_OBJECT && leadsOn(name)) {
                    find(parser, name + ".", found, where);
                } else {
                    parser.skipChildren();
                }
            } else if (place < 0) {
                found.text = Optional.of(text(parser, value, where));
            } else {
                found.values[place] = kept(parser, value, columns.get(place), where);
            }
        }
    }

    private boolean leadsOn(String name) {
        for (String wanted : places.keySet()) {
            if (wanted.length() > name.length() && wanted.startsWith(name) && wanted.charAt(name.length()) == '.') {
                return true;
            }
        }
        return false;
    }

    private String text(JsonParser parser, JsonToken value, String where)
            throws IOException, Skips.UnreadableException {
        if (value != JsonToken.VALUE_STRING) {
            throw new Skips.UnreadableException(
                    where + " has " + name(value) + " in the field '" + field + "', where a text should be.");
        }
        return parser.getText();
    }

    private static @Nullable Object kept(JsonParser parser, JsonToken value, KeptColumn column, String where)
            throws IOException, Skips.UnreadableException {
        try {
            return column.of(
                    switch (value) {
                        case VALUE_NULL -> null;
                        case VALUE_STRING -> parser.getText();
                        case VALUE_TRUE -> true;
                        case VALUE_FALSE -> false;
                        default -> new KeptColumn.Raw(written(parser));
                    });
        } catch (KeptColumn.MismatchException e) {
            throw new Skips.UnreadableException(where + " " + e.getMessage() + ".");
        }
    }

    /** A number, a list or an object as JSON. */
    private static String written(JsonParser parser) throws IOException {
        if (parser.currentToken().isNumeric()) {
            String number = parser.getText();
            return Character.isDigit(number.charAt(number.length() - 1)) || number.endsWith(".")
                    ? number
                    : "\"" + number + "\"";
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = Json.generator(out)) {
            generator.copyCurrentStructure(parser);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String name(JsonToken value) {
        return switch (value) {
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case START_ARRAY -> "a list";
            case START_OBJECT -> "an object";
            default -> "a number";
        };
    }

    private byte[] utf8(String text, String where) throws Skips.UnreadableException {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException e) {
            throw new Skips.UnreadableException(
                    where + " has half of a surrogate pair in the field '" + field + "', which is no character.");
        }
    }

    private static boolean startsWithMark(byte[] line) {
        return line.length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
    }

    private static boolean isBlank(byte[] line, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** JSON has no zero bytes, and UTF-16 has one for each of JSON's own characters. */
    private static void requireUtf8(byte[] line, String where) {
        boolean mark = line.length >= 2
                && ((line[0] == (byte) 0xFF && line[1] == (byte) 0xFE)
                        || (line[0] == (byte) 0xFE && line[1] == (byte) 0xFF));
        boolean zero = line.length >= 2 && (line[0] == 0 || line[1] == 0);
        if (mark || zero) {
            throw new BltException(
                    where + " is in UTF-16 or UTF-32; JSON Lines are read in UTF-8: convert the file with"
                            + " iconv -f UTF-16 -t UTF-8.");
        }
    }
}
