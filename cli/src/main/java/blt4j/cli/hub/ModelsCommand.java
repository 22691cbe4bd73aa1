package blt4j.cli.hub;

import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Units;
import blt4j.cli.option.ReportOptions;
import blt4j.model.BundledModels;
import blt4j.model.LocalModels;
import blt4j.model.PublishedModels;
import blt4j.model.checkpoint.ShapesAlone;
import blt4j.model.config.ModelConfig;
import blt4j.program.Program;
import blt4j.program.Weight;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code blt models}: which models there are. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists the models that come with blt, those in your own folder, and those that 'blt pull' can bring. Each can be"
                    + " named with -m NAME. The network is not used.",
            ""
        },
        footer = {
            "",
            "Your folder is ~/.local/share/blt4j/models, or what BLT_MODELS names.",
            "",
            "Examples:",
            "  blt models",
            "  blt generate -m blt-mini \"Once upon a time, \"",
            "  blt models --format json | jq -r '.own[].name'"
        })
public final class ModelsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ReportOptions report = new ReportOptions();

    /** The command on a console. */
    public ModelsCommand(Console console) {
        this.console = console;
    }

    /** A model that is here. */
    private record Present(String name, String kind, long bytes, Path folder) {}

    /** A model that can be had, and what its weights take, in bfloat16. */
    private record Published(String repository, ModelConfig shape) {
        long parameters() {
            return weights().mapToLong(Weight::count).sum();
        }

        long bytes() {
            return weights().mapToLong(Weight::bytes).sum();
        }

        private Stream<Weight> weights() {
            return ShapesAlone.programs(shape).all().stream()
                    .map(Program::weights)
                    .flatMap(java.util.Collection::stream)
                    .distinct();
        }
    }

    @Override
    public Integer call() throws IOException {
        LocalModels local = LocalModels.of(System.getenv());
        List<Present> bundled = new ArrayList<>();
        for (Path folder : BundledModels.all()) {
            bundled.add(present(String.valueOf(folder.getFileName()), folder));
        }
        List<Present> own = new ArrayList<>();
        for (LocalModels.Named model : local.list()) {
            own.add(present(model.name(), model.folder()));
        }
        List<Published> published = List.of(
                new Published("facebook/blt-1b", PublishedModels.blt1b()),
                new Published("facebook/blt-7b", PublishedModels.blt7b()));
        Output out = new Output(console.out());
        if (report.isText()) {
            print("Bundled", bundled, out);
            print("In " + local.folder(), own, out);
            out.println("To be had, once their terms are accepted on the Hub:");
            for (Published model : published) {
                out.list("  %-28s %-8s %10s   blt pull %s"
                        .formatted(
                                model.repository(),
                                Units.count(model.parameters()),
                                Units.bytes(model.bytes()),
                                model.repository()));
            }
            out.println("  or any other repository with a checkpoint of a BLT, an entropy model or a Llama");
        } else {
            printJson(local, bundled, own, published, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private static Present present(String name, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return new Present(name, kind(folder), bytes, folder);
        }
    }

    private static String kind(Path folder) throws IOException {
        Path config = folder.resolve("config.json");
        if (!Files.isRegularFile(config)) {
            return "original";
        }
        try {
            return new JsonMapper().readTree(config.toFile()).path("model_type").asText("original");
        } catch (JsonProcessingException e) {
            return "damaged";
        }
    }

    private static void print(String title, List<Present> models, Output out) throws IOException {
        out.list(title + (models.isEmpty() ? ": none" : ":"));
        for (Present model : models) {
            out.list("  %-28s %-8s %10s   %s"
                    .formatted(model.name(), model.kind(), Units.bytes(model.bytes()), model.folder()));
        }
        out.println("");
    }

    private static void printJson(
            LocalModels local, List<Present> bundled, List<Present> own, List<Published> published, Output out)
            throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeStringField("folder", local.folder().toString());
            write(json, "bundled", bundled);
            write(json, "own", own);
            json.writeArrayFieldStart("published");
            for (Published model : published) {
                json.writeStartObject();
                json.writeStringField("name", model.repository());
                json.writeNumberField("parameters", model.parameters());
                json.writeNumberField("bytes", model.bytes());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.print("\n");
    }

    private static void write(JsonGenerator json, String field, List<Present> models) throws IOException {
        json.writeArrayFieldStart(field);
        for (Present model : models) {
            json.writeStartObject();
            json.writeStringField("name", model.name());
            json.writeStringField("kind", model.kind());
            json.writeNumberField("bytes", model.bytes());
            json.writeStringField("folder", model.folder().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
