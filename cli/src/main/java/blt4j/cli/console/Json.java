package blt4j.cli.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.OutputStream;

/** Writes JSON. Loaded by commands that are asked for it alone. */
public final class Json {
    private Json() {}

    /** A generator that leaves the stream open. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return JsonFactory.builder().build().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    /** A parser of a text. */
    public static JsonParser parser(String text) throws IOException {
        return JsonFactory.builder().build().createParser(text);
    }

    /** A field that holds an array. */
    public static void writeNumbers(JsonGenerator json, String field, float[] numbers) throws IOException {
        json.writeArrayFieldStart(field);
        for (float number : numbers) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }

    /** A field that holds an array. */
    public static void writeNumbers(JsonGenerator json, String field, int[] numbers) throws IOException {
        json.writeArrayFieldStart(field);
        for (int number : numbers) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }
}
