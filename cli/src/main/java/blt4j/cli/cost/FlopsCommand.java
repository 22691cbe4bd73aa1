package blt4j.cli.cost;

import blt4j.BltException;
import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.cost.CostPerByte;
import blt4j.analysis.cost.LatentBudget;
import blt4j.analysis.cost.ModelSize;
import blt4j.analysis.cost.ScaleModel;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Units;
import blt4j.cli.option.FolderArgument;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.option.ReportOptions;
import blt4j.stage.Stage;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code blt flops}: what a byte costs a model, stage by stage, and what a budget allows. */
@Command(
        name = "flops",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reckons what a byte costs a model, stage by stage, at a patch size and a context: by the ops that are run, and"
                    + " beside it by the paper's equations. Then, how large a latent transformer a budget allows at several"
                    + " patch sizes. Nothing is run; shapes are enough.",
            ""
        },
        footer = {
            "",
            "FLOPs are forward floating-point operations, a multiply-add counting two, on average over a text as long as the"
                    + " context. The paper's equations leave out what is small, and take attention in a window to see half"
                    + " of it. For a model over tokens, --patch-size is the mean size of tokens.",
            "",
            "Examples:",
            "  blt flops",
            "  blt flops --published blt-7b --patch-size 6 --context 8192",
            "  blt flops -m models/blt-mini --budget 5e6 --patch-size 8",
            "  blt flops --published blt-1b --format json | jq .flops_per_byte"
        })
public final class FlopsCommand implements Callable<Integer> {
    private static final int LONGEST_CONTEXT = 1 << 24;
    private static final List<Double> PATCH_SIZES = List.of(1.0, 3.0, 4.5, 6.0, 8.0, 16.0);

    private final Console console;

    @Mixin
    private final FolderArgument argument = new FolderArgument();

    @Option(
            names = "--published",
            paramLabel = "NAME",
            description = "A model of the paper instead, whose weights need not be here: blt-1b or blt-7b.")
    private Optional<String> published = Optional.empty();

    @Option(
            names = {"--mean-patch-size", "--patch-size"},
            paramLabel = "BYTES",
            defaultValue = "4.5",
            description = "The mean size of patches, or of tokens; without it, ${DEFAULT-VALUE}.")
    private double patchSize;

    @Option(
            names = "--context",
            paramLabel = "BYTES",
            defaultValue = "" + CostAtContext.DEFAULT_CONTEXT,
            description = "The length of text; without it, ${DEFAULT-VALUE}.")
    private int context;

    @Option(
            names = "--budget",
            paramLabel = "FLOPS",
            description = "FLOPs per byte that a model may take, as 2.1e9; without it, as many as this one takes.")
    private Optional<Double> budget = Optional.empty();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    /** The command on a console. */
    public FlopsCommand(Console console) {
        this.console = console;
    }

    /** What is told. */
    private record Reckoned(
            String name, ModelSize size, CostPerByte paper, double budget, List<LatentBudget> allowed) {}

    @Override
    public Integer call() throws IOException {
        model.takeFolder(argument.folder());
        check();
        Costs costs = published
                .map(Costs::published)
                .orElseGet(() -> Costs.of(model.folder(), model.options().checkpoint()));
        Reckoned reckoned = reckon(costs);
        Output out = new Output(console.out());
        if (report.isText()) {
            printText(reckoned, out);
        } else {
            printJson(reckoned, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private void check() {
        if (context < 1 || context > LONGEST_CONTEXT) {
            throw new BltException("--context is " + context + "; it must be from 1 to " + LONGEST_CONTEXT + " bytes.");
        }
        if (!(patchSize >= 1)) {
            throw new BltException("--patch-size is " + patchSize + "; it must be at least 1 byte.");
        }
        if (budget.isPresent() && !(budget.get() > 0 && budget.get() < 1e30)) {
            throw new BltException("--budget is " + budget.get() + "; it must be a number of FLOPs per byte above 0.");
        }
        if (published.isPresent() && model.isNamed()) {
            throw new BltException("The model is given twice: by its folder and with --published. Give one of them.");
        }
    }

    private Reckoned reckon(Costs costs) {
        ModelSize size = costs.size(patchSize, context);
        double allowed = budget.orElse(size.totalFlopsPerByte());
        List<LatentBudget> budgets = costs.latent()
                .map(latent -> Stream.concat(PATCH_SIZES.stream(), Stream.of(patchSize))
                        .distinct()
                        .sorted()
                        .map(p -> LatentBudget.of(allowed, costs.size(p, context), latent))
                        .toList())
                .orElse(List.of());
        return new Reckoned(costs.name(), size, costs.byThePaper(patchSize, context), allowed, budgets);
    }

    private void printText(Reckoned r, Output out) throws IOException {
        out.list("%s: a byte in patches of %s, in a text of %,d bytes".formatted(r.name(), number(patchSize), context));
        out.println("");
        out.println("%-20s %12s %14s %8s %14s %9s"
                .formatted("stage", "parameters", "FLOPs by ops", "share", "by the paper", "of it"));
        for (Stage stage : r.size().stages()) {
            out.println("%-20s %12s %14s %7.1f%% %14s %8.1f%%"
                    .formatted(
                            name(stage),
                            Units.count(r.size().parameters(stage)),
                            count(r.size().flopsPerByte(stage)),
                            100 * r.size().cost().share(stage),
                            count(r.paper().flops(stage)),
                            100 * r.paper().flops(stage) / r.size().flopsPerByte(stage)));
        }
        out.println("%-20s %12s %14s %7.1f%% %14s %8.1f%%"
                .formatted(
                        "all",
                        Units.count(r.size().totalParameters()),
                        count(r.size().totalFlopsPerByte()),
                        100.0,
                        count(r.paper().total()),
                        100 * r.paper().total() / r.size().totalFlopsPerByte()));
        if (!r.allowed().isEmpty()) {
            printBudget(r, out);
        }
    }

    private static void printBudget(Reckoned r, Output out) throws IOException {
        out.println("");
        out.println("For %s FLOPs per byte, all stages together, the local models and the entropy model as they are:"
                .formatted(count(r.budget()).strip()));
        out.println(
                "%-10s %16s %18s %22s".formatted("patch size", "latent may have", "such as", "in the paper's study"));
        for (LatentBudget b : r.allowed()) {
            out.println("%10s %16s %18s %22s"
                    .formatted(
                            number(b.patchSize()),
                            b.parameters() == 0 ? "nothing left" : count(b.parameters()),
                            b.parameters() == 0 ? "" : "%d × %d".formatted(b.layers(), b.hiddenSize()),
                            count(inTheStudy(r, b))));
        }
        out.println("");
        out.println(
                "such as: layers × hidden size in this model's proportions; in the paper's study: a whole model without"
                        + " embeddings, at this cost");
    }

    private static double inTheStudy(Reckoned r, LatentBudget b) {
        return ScaleModel.parameters(ScaleModel.Family.BLT, r.budget(), b.patchSize());
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String count(double value) {
        return Units.count(Math.round(value));
    }

    private static String name(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void printJson(Reckoned r, Output out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeStringField("name", r.name());
            json.writeNumberField("mean_patch_size", patchSize);
            json.writeNumberField("context", context);
            json.writeNumberField("parameters", r.size().totalParameters());
            json.writeNumberField("flops_per_byte", r.size().totalFlopsPerByte());
            json.writeNumberField("flops_per_byte_by_the_paper", r.paper().total());
            json.writeObjectFieldStart("stages");
            for (Stage stage : r.size().stages()) {
                json.writeObjectFieldStart(stage.name().toLowerCase(Locale.ROOT));
                json.writeNumberField("parameters", r.size().parameters(stage));
                json.writeNumberField("flops_per_byte", r.size().flopsPerByte(stage));
                json.writeNumberField("flops_per_byte_by_the_paper", r.paper().flops(stage));
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeNumberField("budget", r.budget());
            json.writeArrayFieldStart("latent_transformer_allowed");
            for (LatentBudget b : r.allowed()) {
                json.writeStartObject();
                json.writeNumberField("mean_patch_size", b.patchSize());
                json.writeNumberField("parameters", b.parameters());
                json.writeNumberField("layers", b.layers());
                json.writeNumberField("hidden_size", b.hiddenSize());
                json.writeNumberField("parameters_in_the_papers_study", inTheStudy(r, b));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.print("\n");
    }
}
