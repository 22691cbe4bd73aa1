package blt4j.cli.annotate;

import blt4j.BltException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The text of a line of JSON Lines. What is beside it is passed over, whatever it is: numbers of any length, nesting of
 * any depth, and the NaN and Infinity that Python writes.
 */
final class JsonText {
    private final String field;
    private final JsonFactory json = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Reads the field of that name. */
    JsonText(String field) {
        this.field = field;
    }

    /** A line holds no text; the message says which line, and why. */
    static final class UnreadableException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    /**
     * The text's bytes in UTF-8; none for a blank line.
     *
     * @param where names line and file, as the subject of a sentence
     * @throws BltException if the file is not in UTF-8, which no other line can be either
     */
    byte[] of(byte[] line, String where) throws UnreadableException {
        requireUtf8(line, where);
        int from = startsWithMark(line) ? 3 : 0;
        if (isBlank(line, from)) {
            return new byte[0];
        }
        try (JsonParser parser = json.createParser(line, from, line.length - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableException(where + " holds no JSON object with a field '" + field + "'.");
            }
            Optional<String> text = find(parser, where);
            if (parser.nextToken() != null) {
                throw new UnreadableException(where + " holds more than one JSON value.");
            }
            return utf8(
                    text.orElseThrow(() -> new UnreadableException(
                            where + " has no field '" + field + "'; name the field that holds the text with --field.")),
                    where);
        } catch (JsonProcessingException e) {
            throw new UnreadableException(
                    where + " is no JSON from column " + (e.getLocation().getColumnNr() + from) + " on.");
        } catch (IOException e) {
            throw new UnreadableException(where + " is no JSON.");
        }
    }

    private Optional<String> find(JsonParser parser, String where) throws IOException, UnreadableException {
        Optional<String> text = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isText = parser.currentName().equals(field);
            JsonToken value = parser.nextToken();
            if (!isText) {
                parser.skipChildren();
            } else if (value == JsonToken.VALUE_STRING) {
                text = Optional.of(parser.getText());
            } else {
                throw new UnreadableException(
                        where + " has " + name(value) + " in the field '" + field + "', where a text should be.");
            }
        }
        return text;
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

    private byte[] utf8(String text, String where) throws UnreadableException {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException e) {
            throw new UnreadableException(
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
