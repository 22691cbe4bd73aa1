package blt4j.cli.checkpoint;

import blt4j.analysis.cost.ModelSize;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Units;
import blt4j.compute.LoadedModel;
import blt4j.generation.TokenSession;
import blt4j.model.TokenModel;
import blt4j.model.config.LlamaConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.program.Program;
import blt4j.program.Weight;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What {@code blt info} tells of a model over tokens.
 *
 * @param bytesPerToken the mean size of tokens that costs are given for; it depends on the text
 * @param context the length of text, in bytes, that costs and memory are given for
 */
record TokenInfo(TokenModel model, Path folder, double bytesPerToken, int context) {
    private LlamaConfig config() {
        return model.config();
    }

    /** Tied weights count once. */
    private long parameters() {
        return model.program().parameters() - (config().tied() ? tableParameters() : 0);
    }

    private long tableParameters() {
        return (long) config().vocabularySize() * config().transformer().hiddenSize();
    }

    private long storedBytes() {
        return Program.of(model.program()).weights().stream()
                .filter(weight -> !config().tied() || !weight.name().equals("lm_head.weight"))
                .mapToLong(Weight::bytes)
                .sum();
    }

    private int contextTokens() {
        return (int) Math.ceil(context / bytesPerToken);
    }

    private double flopsPerByte() {
        return ModelSize.of(model.allPrograms(), bytesPerToken, context).totalFlopsPerByte();
    }

    void printText(Output out) throws IOException {
        TransformerConfig transformer = config().transformer();
        long tables = config().tied() ? tableParameters() : 2 * tableParameters();
        out.list("%s  (%s), a model over tokens".formatted(config().name(), folder));
        out.list(
                "%s parameters, %s in the checkpoint".formatted(Units.count(parameters()), Units.bytes(storedBytes())));
        out.list("");
        out.list("%-20s %-40s %12s %14s".formatted("stage", "shape", "parameters", "FLOPs per byte"));
        out.list("%-20s %-40s %12s %14s"
                .formatted(
                        "embedding, head",
                        "%,d ids%s".formatted(config().vocabularySize(), config().tied() ? ", shared weights" : ""),
                        Units.count(tables),
                        ""));
        out.list("%-20s %-40s %12s %14s"
                .formatted("transformer", InfoCommand.describe(transformer), Units.count(parameters() - tables), ""));
        out.list("%-20s %-40s %12s %14s"
                .formatted("all", "", Units.count(parameters()), Units.count(Math.round(flopsPerByte()))));
        out.list("");
        out.list("%-20s byte-level BPE, %,d ids"
                .formatted("tokenizer", model.tokenizer().size()));
        out.list("%-20s texts of up to %,d tokens".formatted("trained for", config().contextLength()));
        out.list("%-20s %s and %s of weights besides the checkpoint's file, for a text of %,d tokens"
                .formatted(
                        "memory",
                        Units.bytes(TokenSession.memoryBytes(model, contextTokens())),
                        Units.bytes(LoadedModel.of(model.backend()).executor().weightBytes()),
                        contextTokens()));
        out.list(
                "%-20s on average over a text of %,d bytes in tokens of %s".formatted("costs", context, bytesPerToken));
        out.list("%-20s %s".formatted("runs on", model.backend().describe()));
    }

    void printJson(Output out) throws IOException {
        TransformerConfig transformer = config().transformer();
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeStringField("name", config().name());
            json.writeStringField("folder", folder.toString());
            json.writeStringField("kind", "tokens");
            json.writeNumberField("parameters", parameters());
            json.writeNumberField("stored_bytes", storedBytes());
            json.writeNumberField("vocabulary_size", config().vocabularySize());
            json.writeBooleanField("tied_embeddings", config().tied());
            json.writeNumberField("context_tokens", config().contextLength());
            json.writeObjectFieldStart("transformer");
            InfoCommand.writeShape(transformer, json);
            json.writeEndObject();
            json.writeNumberField("context", context);
            json.writeNumberField("mean_token_size", bytesPerToken);
            json.writeNumberField("flops_per_byte", flopsPerByte());
            json.writeNumberField("session_bytes", TokenSession.memoryBytes(model, contextTokens()));
            json.writeNumberField(
                    "weight_bytes", LoadedModel.of(model.backend()).executor().weightBytes());
            json.writeStringField("backend", model.backend().describe());
            json.writeEndObject();
        }
        out.print("\n");
    }
}
