package blt4j.cli.eval;

import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import blt4j.cli.console.Units;
import blt4j.cli.eval.Results.Cell;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what was measured: a table for each model, one that has two side by side, or JSON. */
record EvalTable(List<Results> results, long seed) {
    private static final String EXPLANATION = """
            bits: per byte; loss: bits more than the text as it is; chosen: the share of
            bytes that were the likeliest; drop: how many points of it are lost; piece:
            bytes per patch or token; FLOPs: per byte, in rows of up to 511 bytes""";

    EvalTable {
        results = List.copyOf(results);
    }

    void print(Output out) throws IOException {
        for (Results of : results) {
            out.println("%s, on %s".formatted(of.model(), of.backend()));
            if (hasTexts()) {
                out.println("%-16s %-11s %8s %6s %7s %6s %5s %5s %8s"
                        .formatted("text", "noise", "bytes", "bits", "loss", "chosen", "drop", "piece", "FLOPs"));
            }
            for (Cell cell : of.cells().keySet()) {
                out.println(cell.isTask() ? task(of, cell) : text(of, cell));
            }
            out.println("");
        }
        if (results.size() == 2) {
            printSideBySide(results.getFirst(), results.getLast(), out);
        }
        if (hasTexts()) {
            out.println(EXPLANATION);
        }
    }

    private boolean hasTexts() {
        return results.stream().anyMatch(of -> of.cells().keySet().stream().anyMatch(cell -> !cell.isTask()));
    }

    private static String task(Results of, Cell cell) {
        return "%-24s %6.1f%% right of %.0f; guessing would be %.1f%%"
                .formatted(
                        cell.name(), 100 * of.at(cell, "right"), of.at(cell, "questions"), 100 * of.at(cell, "chance"));
    }

    private static String text(Results of, Cell cell) {
        return "%-16s %-11s %,8.0f %6.3f %7s %5.1f%% %5s %5.2f %8s"
                .formatted(
                        cell.name(),
                        cell.condition(),
                        of.at(cell, "bytes"),
                        of.at(cell, "bits_per_byte"),
                        of.loss(cell).map(loss -> "%+.3f".formatted(loss)).orElse(""),
                        100 * of.at(cell, "accuracy"),
                        of.drop(cell).map(drop -> "%.1f".formatted(100 * drop)).orElse(""),
                        of.at(cell, "bytes_per_piece"),
                        Units.count(Math.round(of.at(cell, "flops_per_byte"))));
    }

    /** Bits and what was chosen of both models, and right answers of both; the better one is marked. */
    private static void printSideBySide(Results one, Results other, Output out) throws IOException {
        out.println("%s beside %s; * is better".formatted(one.model(), other.model()));
        out.println("%-16s %-11s %7s %7s  %7s %7s  %6s %6s"
                .formatted("text or task", "noise", "bits", "bits", "chosen", "chosen", "drop", "drop"));
        for (Cell cell : one.cells().keySet()) {
            if (cell.isTask()) {
                out.println("%-28s %7s %7s  %7s %7s"
                        .formatted(
                                cell.name(),
                                "",
                                "",
                                share(one.at(cell, "right"), other.at(cell, "right")),
                                share(other.at(cell, "right"), one.at(cell, "right"))));
            } else {
                out.println("%-16s %-11s %7s %7s  %7s %7s  %6s %6s"
                        .formatted(
                                cell.name(),
                                cell.condition(),
                                bits(one.at(cell, "bits_per_byte"), other.at(cell, "bits_per_byte")),
                                bits(other.at(cell, "bits_per_byte"), one.at(cell, "bits_per_byte")),
                                share(one.at(cell, "accuracy"), other.at(cell, "accuracy")),
                                share(other.at(cell, "accuracy"), one.at(cell, "accuracy")),
                                one.drop(cell)
                                        .map(drop -> "%.1f".formatted(100 * drop))
                                        .orElse(""),
                                other.drop(cell)
                                        .map(drop -> "%.1f".formatted(100 * drop))
                                        .orElse("")));
            }
        }
        out.println("");
    }

    private static String bits(double one, double other) {
        return "%.3f%s".formatted(one, one < other ? "*" : " ");
    }

    private static String share(double one, double other) {
        return "%.1f%%%s".formatted(100 * one, one > other ? "*" : " ");
    }

    void printJson(Output out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeNumberField("seed", seed);
            json.writeArrayFieldStart("models");
            for (Results of : results) {
                json.writeStartObject();
                json.writeStringField("model", of.model());
                json.writeStringField("backend", of.backend());
                json.writeArrayFieldStart("measurements");
                for (Cell cell : of.cells().keySet()) {
                    writeCell(of, cell, json);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.print("\n");
    }

    private static void writeCell(Results of, Cell cell, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(cell.isTask() ? "task" : "text", cell.name());
        if (!cell.isTask()) {
            json.writeStringField("noise", cell.condition().toLowerCase(Locale.ROOT));
        }
        for (Map.Entry<String, Double> number :
                of.cells().getOrDefault(cell, Map.of()).entrySet()) {
            json.writeNumberField(number.getKey(), number.getValue());
        }
        if (of.loss(cell).isPresent()) {
            json.writeNumberField("loss", of.loss(cell).get());
            json.writeNumberField("accuracy_drop", of.drop(cell).orElse(Double.NaN));
        }
        json.writeEndObject();
    }
}
