package blt4j.cli.checkpoint;

import blt4j.BltException;
import blt4j.analysis.verify.Verification;
import blt4j.analysis.verify.Verification.CaseResult;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Printing;
import blt4j.cli.console.Progress;
import blt4j.cli.option.FolderArgument;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.option.ReportOptions;
import blt4j.model.Blt;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code blt verify}: holds a model to recorded answers. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Holds a model to the answers that another implementation gave for the same weights.",
            "",
            "The cases lie in " + Verification.FILE + " beside the model. Each is read at once and byte by byte; shown"
                    + " are the largest absolute differences of entropies and logits, and whether patches and greedily"
                    + " chosen ids are equal. The exit code is 1 if a case fails.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  blt verify models/blt-mini",
            "  blt verify --backend tornado --tolerance 1e-3 models/blt-mini"
        })
public final class VerifyCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final FolderArgument argument = new FolderArgument();

    @Option(
            names = "--expected",
            paramLabel = "DIR",
            description = "Where the cases lie; without it, the model's folder.")
    private Optional<Path> expected = Optional.empty();

    @Option(
            names = "--tolerance",
            paramLabel = "X",
            defaultValue = "2e-4",
            description = "The largest absolute difference that passes; without it, ${DEFAULT-VALUE}.")
    private double tolerance;

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    public VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        model.takeFolder(argument.folder());
        if (!(tolerance >= 0)) {
            throw new BltException("--tolerance is " + tolerance + "; it must be 0 or more.");
        }
        Path cases = expected.orElseGet(model::folder);
        try (Blt blt = model.open(console)) {
            Output out = new Output(console.out());
            List<CaseResult> results = report.isText() ? printTable(blt, cases, out) : printJson(blt, cases, out);
            out.flush();
            return results.stream().allMatch(CaseResult::passed) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private List<CaseResult> printTable(Blt blt, Path cases, Output out) throws IOException {
        out.list("%-16s %6s %10s %10s  %-8s %-8s".formatted("case", "ids", "entropies", "logits", "patches", "greedy"));
        List<CaseResult> results;
        try (Progress progress = new Progress(console)) {
            results = new Verification(blt, tolerance)
                    .run(
                            cases,
                            result -> {
                                progress.clear(); // a bar and a line of the table would be on one line of the terminal
                                print(result, out);
                            },
                            (name, done, total) -> show(progress, name, done, total));
        }
        long passed = results.stream().filter(CaseResult::passed).count();
        out.list("%d of %d cases passed, within %s, on %s"
                .formatted(
                        passed,
                        results.size(),
                        Double.toString(tolerance),
                        blt.backend().describe()));
        return results;
    }

    private void show(Progress progress, String name, int done, int total) {
        if (console.interruption().requested()) {
            throw new CancellationException("interrupted");
        }
        progress.at(name, " ids", 1, done, total);
    }

    private static void print(CaseResult r, Output out) {
        String greedy = r.greedyEqual()
                .map(n -> n == r.greedyRecorded() ? "equal" : n + "/" + r.greedyRecorded())
                .orElse("–");
        Printing.unchecked(() -> out.list("%-16s %6d %10.2e %10s  %-8s %-8s%s"
                        .formatted(
                                r.name(),
                                r.positions(),
                                r.entropyError(),
                                r.logitError()
                                        .map(e -> String.format(Locale.ROOT, "%.2e", e))
                                        .orElse("–"),
                                r.patchesEqual() ? "equal" : "DIFFER",
                                greedy,
                                r.passed() ? "" : " FAILED"))
                .flush());
    }

    private List<CaseResult> printJson(Blt blt, Path cases, Output out) throws IOException {
        List<CaseResult> results;
        try (Progress progress = new Progress(console)) {
            results = new Verification(blt, tolerance)
                    .run(cases, result -> {}, (name, done, total) -> show(progress, name, done, total));
        }
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeStringField("model", blt.config().name());
            json.writeStringField("backend", blt.backend().describe());
            json.writeNumberField("tolerance", tolerance);
            json.writeBooleanField("passed", results.stream().allMatch(CaseResult::passed));
            json.writeArrayFieldStart("cases");
            for (CaseResult result : results) {
                write(result, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.print("\n");
        return results;
    }

    private static void write(CaseResult r, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", r.name());
        json.writeNumberField("ids", r.positions());
        json.writeNumberField("entropy_error", r.entropyError());
        if (r.logitError().isPresent()) {
            json.writeNumberField("logit_error", r.logitError().get());
        } else {
            json.writeNullField("logit_error");
        }
        json.writeBooleanField("patches_equal", r.patchesEqual());
        if (r.greedyEqual().isPresent()) {
            json.writeNumberField("greedy_equal", r.greedyEqual().get());
            json.writeNumberField("greedy_recorded", r.greedyRecorded());
            json.writeNumberField("greedy_margin", r.greedyMargin());
        }
        json.writeBooleanField("passed", r.passed());
        json.writeEndObject();
    }
}
