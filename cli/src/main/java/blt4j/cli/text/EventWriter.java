package blt4j.cli.text;

import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Printing;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes what happens while a text is being written: a JSON object on a line for each byte, patch, and the end. */
final class EventWriter implements GenerationListener {
    private final Output out;

    EventWriter(Output out) {
        this.out = out;
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    @Override
    public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
        emit("byte", json -> {
            json.writeNumberField("index", index);
            json.writeNumberField("byte", value);
            json.writeNumberField("entropy", entropy);
            json.writeNumberField("probability", probability);
            json.writeBooleanField("begins_patch", beginsPatch);
        });
    }

    @Override
    public void patchClosed(int patch, int begin, int end) {
        emit("patch", json -> {
            json.writeNumberField("patch", patch);
            json.writeNumberField("start", begin);
            json.writeNumberField("length", end - begin);
        });
    }

    @Override
    public void finished(GenerationResult result) {
        emit("end", json -> {
            json.writeStringField("stop", GenerateCommand.name(result.reason()));
            json.writeNumberField("bytes", result.bytes());
            json.writeNumberField("patches", result.patches());
            json.writeNumberField("seconds", result.nanoseconds() / 1e9);
            json.writeNumberField("bytes_per_second", result.bytesPerSecond());
        });
    }

    private void emit(String event, Fields fields) {
        Printing.unchecked(() -> {
            try (JsonGenerator json = Json.generator(out)) {
                json.writeStartObject();
                json.writeStringField("event", event);
                fields.write(json);
                json.writeEndObject();
            }
            out.print("\n").flush();
        });
    }
}
