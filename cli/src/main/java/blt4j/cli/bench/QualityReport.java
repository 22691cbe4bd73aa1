package blt4j.cli.bench;

import blt4j.analysis.predict.BitsPerByte;
import blt4j.analysis.predict.Quality;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.model.Blt;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/**
 * Tells how well a model predicted texts.
 *
 * @param weights how the weights are held
 */
record QualityReport(Blt blt, String weights, Quality quality) {
    void printText(Output out) throws IOException {
        out.list("%s, weights %s, on %s"
                .formatted(blt.config().name(), weights, blt.backend().describe()));
        out.println("%,d bytes in patches of %.2f".formatted(quality.bytes(), quality.meanPatchSize()));
        printText("entropy model", quality.entropyModel(), out);
        printText("whole model", quality.blt(), out);
    }

    private static void printText(String name, Optional<BitsPerByte> sum, Output out) throws IOException {
        if (sum.isPresent()) {
            out.println("%-14s %.4f bits per byte, %.2f%% of bytes foreseen"
                    .formatted(name, sum.get().bitsPerByte(), 100 * sum.get().accuracy()));
        }
    }

    void printJson(Output out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeStringField("model", blt.config().name());
            json.writeStringField("backend", blt.backend().describe());
            json.writeStringField("weights", weights);
            json.writeNumberField("bytes", quality.bytes());
            json.writeNumberField("mean_patch_size", quality.meanPatchSize());
            writeField(json, "entropy_model_bits_per_byte", quality.entropyModel());
            writeField(json, "bits_per_byte", quality.blt());
            json.writeEndObject();
        }
        out.print("\n");
    }

    private static void writeField(JsonGenerator json, String name, Optional<BitsPerByte> sum) throws IOException {
        if (sum.isPresent()) {
            json.writeNumberField(name, sum.get().bitsPerByte());
        }
    }
}
