package blt4j.cli.checkpoint;

import blt4j.BltException;
import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.cost.ModelSize;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Printing;
import blt4j.cli.console.Units;
import blt4j.cli.option.FolderArgument;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.option.PatchingOptions;
import blt4j.cli.option.ReportOptions;
import blt4j.compute.LoadedModel;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.LanguageModel;
import blt4j.model.TokenModel;
import blt4j.model.config.LatentConfig;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.patching.PatcherConfig;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Weight;
import blt4j.stage.Stage;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code blt info}: what a model is, and what it costs. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tells what a model is: its stages, their shapes and parameters, its patching, and what it costs to run. A model"
                    + " over tokens (Hugging Face's llama) is told of too.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  blt info",
            "  blt info --context 8192 --patch-size 6 models/blt-mini",
            "  blt info --format json ~/models/blt-1b",
            "  blt info --patch-size 3.5 models/bpe-mini"
        })
public final class InfoCommand implements Callable<Integer> {
    private static final int LONGEST_CONTEXT = 1 << 24;

    private final Console console;

    @Mixin
    private final FolderArgument argument = new FolderArgument();

    @Option(
            names = "--context",
            paramLabel = "BYTES",
            defaultValue = "" + CostAtContext.DEFAULT_CONTEXT,
            description = "The length of text that costs are given for; without it, ${DEFAULT-VALUE}.")
    private int context;

    @Option(
            names = {"--mean-patch-size", "--patch-size"},
            paramLabel = "BYTES",
            defaultValue = "4.5",
            description =
                    "The mean size of patches, or of tokens, that costs are given for; without it, ${DEFAULT-VALUE}.")
    private double patchSize;

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    public InfoCommand(Console console) {
        this.console = console;
    }

    /** What is told. */
    private record Info(
            ModelConfig config,
            Path folder,
            String backend,
            Map<Stage, Set<Weight>> weights,
            Map<Stage, Long> tables,
            ModelSize size,
            long weightBytes,
            long sessionBytes) {
        static long parameters(Set<Weight> weights) {
            return weights.stream().mapToLong(Weight::count).sum();
        }

        long parameters() {
            return weights.values().stream().mapToLong(Info::parameters).sum();
        }

        long storedBytes() {
            return weights.values().stream()
                    .flatMap(Set::stream)
                    .mapToLong(Weight::bytes)
                    .sum();
        }
    }

    @Override
    public Integer call() throws IOException {
        model.takeFolder(argument.folder());
        if (context < 1 || context > LONGEST_CONTEXT) {
            throw new BltException("--context is " + context + "; it must be from 1 to " + LONGEST_CONTEXT + " bytes.");
        }
        if (!(patchSize >= 1)) {
            throw new BltException("--patch-size is " + patchSize + "; it must be at least 1 byte.");
        }
        try (LanguageModel opened = model.openAny(console)) {
            Output out = new Output(console.out());
            switch (opened) {
                case Blt blt -> print(gather(blt), out);
                case TokenModel tokens -> print(new TokenInfo(tokens, model.folder(), patchSize, context), out);
            }
            out.flush();
            return ExitCode.OK;
        }
    }

    private void print(Info info, Output out) throws IOException {
        if (report.isText()) {
            printText(info, out);
        } else {
            printJson(info, out);
        }
    }

    private void print(TokenInfo info, Output out) throws IOException {
        if (report.isText()) {
            info.printText(out);
        } else {
            info.printJson(out);
        }
    }

    private Info gather(Blt blt) {
        Map<Stage, Set<Weight>> weights = new EnumMap<>(Stage.class);
        Map<Stage, Long> tables = new EnumMap<>(Stage.class);
        for (Program program : Program.all(blt.programs().all())) {
            weights.computeIfAbsent(program.stage(), s -> new LinkedHashSet<>()).addAll(program.weights());
            for (Op op : program.ops()) {
                if (op instanceof Op.HashEmbedding hash) {
                    tables.merge(
                            program.stage(),
                            hash.tables().stream().mapToLong(Weight::count).sum(),
                            Long::sum);
                }
            }
        }
        SessionOptions options = SessionOptions.ofCapacity(context).withoutDistributions();
        ModelConfig config = blt.config();
        return new Info(
                config,
                model.folder(),
                blt.backend().describe(),
                weights,
                tables,
                ModelSize.of(blt.programs().all(), patchSize, context),
                LoadedModel.of(blt.backend()).executor().weightBytes(),
                Session.memoryBytes(blt, config.blt().isPresent() ? options : options.withEntropyModelAlone()));
    }

    private void printText(Info info, Output out) throws IOException {
        ModelConfig config = info.config();
        out.list("%s  (%s)".formatted(config.name(), info.folder()));
        out.list("%s parameters (%s without hash tables), %s in the checkpoint"
                .formatted(
                        Units.count(info.parameters()),
                        Units.count(info.size().parametersWithoutHashTables()),
                        Units.bytes(info.storedBytes())));
        out.list("");
        out.list("%-20s %-40s %12s %14s".formatted("stage", "shape", "parameters", "FLOPs per byte"));
        for (Stage stage : Stage.values()) {
            if (info.weights().containsKey(stage)) {
                printStage(info, stage, out);
            }
        }
        out.list("%-20s %-40s %12s %14s"
                .formatted(
                        "all",
                        "",
                        Units.count(info.parameters()),
                        Units.count(Math.round(info.size().totalFlopsPerByte()))));
        out.list("");
        config.blt().ifPresent(blt -> Printing.unchecked(() -> out.list(describeHash(blt))));
        printPatching(config, out);
        out.list("%-20s %s and %s of weights besides the checkpoint's file, for a text of %,d bytes"
                .formatted("memory", Units.bytes(info.sessionBytes()), Units.bytes(info.weightBytes()), context));
        out.list("%-20s on average over a text of %,d bytes in patches of %s".formatted("costs", context, patchSize));
        out.list("%-20s %s".formatted("runs on", info.backend()));
    }

    private void printStage(Info info, Stage stage, Output out) throws IOException {
        out.list("%-20s %-40s %12s %14s"
                .formatted(
                        name(stage),
                        transformer(info.config(), stage)
                                .map(InfoCommand::describe)
                                .orElse(""),
                        Units.count(Info.parameters(info.weights().getOrDefault(stage, Set.of()))),
                        Units.count(Math.round(info.size().flopsPerByte(stage)))));
    }

    private static void printPatching(ModelConfig config, Output out) throws IOException {
        PatcherConfig patching = config.patching();
        String limit = patching.maxPatchLength().isPresent()
                ? ", at most %d bytes".formatted(patching.maxPatchLength().getAsInt())
                : "";
        String reset = patching.resetAtNewline() ? ", context reset at newlines" : "";
        out.list("%-20s %s%s%s".formatted("patching", PatchingOptions.describe(patching.mode()), limit, reset));
        for (Map.Entry<Double, Double> e : new TreeMap<>(config.thresholds()).entrySet()) {
            out.list("%-20s %.4f nats for a mean of %s bytes".formatted("  threshold", e.getValue(), e.getKey()));
        }
    }

    static String describe(TransformerConfig t) {
        String heads = t.keyValueHeads() == t.heads()
                ? "%d heads".formatted(t.heads())
                : "%d/%d heads".formatted(t.heads(), t.keyValueHeads());
        return "%d × %d, %s, %s"
                .formatted(
                        t.layers(),
                        t.hiddenSize(),
                        heads,
                        t.window() == 0 ? "sees all" : "window %d".formatted(t.window()));
    }

    private static String describeHash(LatentConfig blt) {
        return "%-20s %d tables of %,d entries, n-grams of %s; %d vectors a patch"
                .formatted(
                        "hash embeddings",
                        blt.hash().tables(),
                        blt.hash().tableSize(),
                        blt.hash().groupSizes(),
                        blt.crossAttentionK());
    }

    private static Optional<TransformerConfig> transformer(ModelConfig config, Stage stage) {
        return switch (stage) {
            case ENTROPY_MODEL -> config.entropyModel();
            case LOCAL_ENCODER -> config.blt().map(LatentConfig::encoder);
            case LATENT_TRANSFORMER -> config.blt().map(LatentConfig::latent);
            case LOCAL_DECODER -> config.blt().map(LatentConfig::decoder);
        };
    }

    private static String name(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void printJson(Info info, Output out) throws IOException {
        ModelConfig config = info.config();
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeStringField("name", config.name());
            json.writeStringField("folder", info.folder().toString());
            json.writeNumberField("parameters", info.parameters());
            json.writeNumberField("parameters_without_hash_tables", info.size().parametersWithoutHashTables());
            json.writeNumberField("stored_bytes", info.storedBytes());
            json.writeObjectFieldStart("stages");
            for (Stage stage : Stage.values()) {
                if (info.weights().containsKey(stage)) {
                    writeStage(info, stage, json);
                }
            }
            json.writeEndObject();
            writePatching(config, json);
            json.writeNumberField("context", context);
            json.writeNumberField("mean_patch_size", patchSize);
            json.writeNumberField("flops_per_byte", info.size().totalFlopsPerByte());
            json.writeNumberField("session_bytes", info.sessionBytes());
            json.writeNumberField("weight_bytes", info.weightBytes());
            json.writeStringField("backend", info.backend());
            json.writeEndObject();
        }
        out.print("\n");
    }

    private void writeStage(Info info, Stage stage, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(stage.name().toLowerCase(Locale.ROOT));
        Optional<TransformerConfig> transformer = transformer(info.config(), stage);
        if (transformer.isPresent()) {
            writeShape(transformer.get(), json);
        }
        json.writeNumberField("parameters", Info.parameters(info.weights().getOrDefault(stage, Set.of())));
        json.writeNumberField("hash_table_parameters", info.tables().getOrDefault(stage, 0L));
        json.writeNumberField("flops_per_byte", info.size().flopsPerByte(stage));
        json.writeEndObject();
    }

    static void writeShape(TransformerConfig t, JsonGenerator json) throws IOException {
        json.writeNumberField("layers", t.layers());
        json.writeNumberField("hidden_size", t.hiddenSize());
        json.writeNumberField("heads", t.heads());
        json.writeNumberField("key_value_heads", t.keyValueHeads());
        json.writeNumberField("intermediate_size", t.intermediateSize());
        json.writeNumberField("rope_theta", t.ropeTheta());
        json.writeNumberField("window", t.window());
    }

    private static void writePatching(ModelConfig config, JsonGenerator json) throws IOException {
        PatcherConfig patching = config.patching();
        json.writeObjectFieldStart("patching");
        json.writeStringField("mode", patching.mode().rule().text());
        OptionalDouble threshold = patching.mode().decisiveThreshold();
        if (threshold.isPresent()) {
            json.writeNumberField("threshold", threshold.getAsDouble());
        }
        if (patching.maxPatchLength().isPresent()) {
            json.writeNumberField("max_patch_length", patching.maxPatchLength().getAsInt());
        }
        json.writeBooleanField("reset_at_newline", patching.resetAtNewline());
        json.writeObjectFieldStart("thresholds");
        for (Map.Entry<Double, Double> e : new TreeMap<>(config.thresholds()).entrySet()) {
            json.writeNumberField(e.getKey().toString(), e.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
