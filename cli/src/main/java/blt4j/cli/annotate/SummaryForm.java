package blt4j.cli.annotate;

import blt4j.analysis.CorpusStatistics;
import blt4j.analysis.CorpusStatistics.DocumentFigures;
import blt4j.analysis.CorpusStatistics.Figures;
import blt4j.cli.console.Bars;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The forms of a report about a corpus. */
enum SummaryForm {
    /** For a terminal. */
    TEXT {
        @Override
        void write(SummaryFile.Contents contents, Output out) throws IOException {
            for (Fact fact : facts(contents)) {
                out.list("%-15s %s".formatted(fact.name(), fact.value()));
            }
            listBars(out, "Patch sizes, in bytes", patchSizes(contents.figures()));
            listBars(out, "Entropies of bytes, in nats", entropies(contents.figures()));
            if (contents.figures().slowest().isEmpty()) {
                return;
            }
            out.list("\nSlowest documents");
            for (List<String> row : slowest(contents.figures())) {
                out.list("  %9s %12s %10s %9s %10s  %s"
                        .formatted(
                                row.get(5), row.get(2), row.get(3), row.get(4), row.get(6), row.get(0) + row.get(1)));
            }
        }

        private void listBars(Output out, String title, List<Bar> bars) throws IOException {
            if (bars.isEmpty()) {
                return;
            }
            out.list("\n" + title);
            double most = bars.stream().mapToDouble(Bar::share).max().orElse(1);
            for (Bar bar : bars) {
                out.list("  %5s %6.2f %%  %s"
                        .formatted(bar.label(), 100 * bar.share(), Bars.bar(bar.share() / most, BAR_COLUMNS)));
            }
        }
    },

    /** One object. */
    JSON {
        @Override
        void write(SummaryFile.Contents contents, Output out) throws IOException {
            Figures f = contents.figures();
            try (JsonGenerator json = Json.generator(out).useDefaultPrettyPrinter()) {
                json.writeStartObject();
                json.writeStringField("model", contents.model());
                json.writeStringField("patching", contents.patching());
                json.writeNumberField("documents", f.documents());
                json.writeNumberField("skipped", contents.skipped());
                json.writeNumberField("bytes", f.bytes());
                json.writeNumberField("patches", f.patches());
                number(json, "mean_patch_size", f.meanPatch());
                json.writeNumberField("longest_patch", f.longestPatch());
                number(json, "mean_entropy", f.meanEntropy());
                number(json, "bits_per_byte", f.bitsPerByte());
                json.writeNumberField("worker_seconds", f.workerSeconds());
                json.writeArrayFieldStart("patch_sizes");
                for (int size = 1; size < f.patchSizes().size(); size++) {
                    if (f.patchSizes().get(size) > 0) {
                        json.writeStartObject();
                        json.writeNumberField("bytes", size);
                        json.writeNumberField("patches", f.patchSizes().get(size));
                        json.writeEndObject();
                    }
                }
                json.writeEndArray();
                json.writeArrayFieldStart("entropies");
                for (int i = 0; i < f.entropies().size(); i++) {
                    json.writeStartObject();
                    json.writeNumberField("from", i / STEPS_A_NAT);
                    json.writeNumberField("to", (i + 1) / STEPS_A_NAT);
                    json.writeNumberField("bytes", f.entropies().get(i));
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeArrayFieldStart("slowest_documents");
                for (DocumentFigures d : f.slowest()) {
                    json.writeStartObject();
                    json.writeStringField("source", d.source());
                    json.writeNumberField("document", d.document());
                    json.writeNumberField("bytes", d.bytes());
                    json.writeNumberField("patches", d.patches());
                    number(json, "bits_per_byte", d.bitsPerByte());
                    json.writeNumberField("seconds", d.seconds());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            out.print("\n");
        }

        private void number(JsonGenerator json, String field, double value) throws IOException {
            if (Double.isNaN(value)) {
                json.writeNullField(field);
            } else {
                json.writeNumberField(field, value);
            }
        }
    },

    /** A page with plots, that needs nothing beside it. */
    HTML {
        @Override
        void write(SummaryFile.Contents contents, Output out) throws IOException {
            out.print(PAGE);
            out.print("<table class=\"facts\">\n");
            for (Fact fact : facts(contents)) {
                out.print("<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n"
                        .formatted(escaped(fact.name()), escaped(fact.value())));
            }
            out.print("</table>\n");
            plot(out, "Patch sizes", "bytes", "of patches", patchSizes(contents.figures()));
            plot(out, "Entropies of bytes", "nats", "of bytes", entropies(contents.figures()));
            if (!contents.figures().slowest().isEmpty()) {
                out.print("<h2>Slowest documents</h2>\n<table class=\"documents\">\n");
                String cell = "th";
                for (List<String> row : slowest(contents.figures())) {
                    out.print("<tr>");
                    for (String value : row) {
                        out.print("<%s>%s</%s>".formatted(cell, escaped(value), cell));
                    }
                    out.print("</tr>\n");
                    cell = "td";
                }
                out.print("</table>\n");
            }
            out.print("</main>\n</body>\n</html>\n");
        }

        private void plot(Output out, String title, String unit, String whole, List<Bar> bars) throws IOException {
            if (bars.isEmpty()) {
                return;
            }
            double most = bars.stream().mapToDouble(Bar::share).max().orElse(1);
            double slot = (double) PLOT_WIDTH / bars.size();
            out.print("<h2>%s</h2>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
                    .formatted(title, PLOT_WIDTH + 60, PLOT_HEIGHT + 50, title));
            for (int line = 1; line <= 4; line++) {
                double share = most * line / 4;
                double y = 10 + PLOT_HEIGHT * (1 - line / 4.0);
                out.print(
                        "<path class=\"grid\" d=\"M50 %.1fH%d\"/><text x=\"44\" y=\"%.1f\" text-anchor=\"end\">%.1f %%</text>\n"
                                .formatted(y, PLOT_WIDTH + 50, y + 4, 100 * share));
            }
            int every = Math.max(1, (int) Math.ceil(26 / slot));
            for (int i = 0; i < bars.size(); i++) {
                Bar bar = bars.get(i);
                double height = PLOT_HEIGHT * bar.share() / most;
                double x = 50 + i * slot;
                out.print(
                        "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"><title>%s %s: %,d, %.2f %% %s</title></rect>\n"
                                .formatted(
                                        x + slot * 0.08,
                                        10 + PLOT_HEIGHT - height,
                                        slot * 0.84,
                                        height,
                                        bar.label(),
                                        unit,
                                        bar.count(),
                                        100 * bar.share(),
                                        whole));
                if (i % every == 0 || (i + 1 == bars.size() && bar.label().endsWith("+"))) {
                    out.print("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
                            .formatted(x + slot / 2, PLOT_HEIGHT + 26, bar.label()));
                }
            }
            out.print(
                    "<path class=\"axis\" d=\"M50 %dH%d\"/><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n</svg>\n"
                            .formatted(PLOT_HEIGHT + 10, PLOT_WIDTH + 50, PLOT_WIDTH + 50, PLOT_HEIGHT + 44, unit));
        }
    };

    private static final int BAR_COLUMNS = 40;
    /** Longer patches stand together; few texts have a hundredth of them. */
    private static final int MOST_SIZES = 32;

    private static final double STEPS_A_NAT = 1 / CorpusStatistics.ENTROPY_STEP;
    private static final int PLOT_WIDTH = 900;
    private static final int PLOT_HEIGHT = 220;
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Corpus report</title>
            <style>
            :root { color-scheme: light dark; --ink: #1d2433; --paper: #fff; --line: #d9dde5; --bar: #3564c8; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #e4e8f0; --paper: #14171e; --line: #353b48; --bar: #7ba3f5; }
            }
            body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
            main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            th, td { padding: .3rem .9rem .3rem 0; text-align: left; border-bottom: 1px solid var(--line); }
            .documents { display: block; overflow-x: auto; }
            .documents th, .documents td { text-align: right; white-space: nowrap; }
            .documents th:first-child, .documents td:first-child { text-align: left; }
            svg { width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 12px; }
            rect { fill: var(--bar); } .grid { stroke: var(--line); } .axis { stroke: var(--ink); }
            </style>
            </head>
            <body>
            <main>
            <h1>Corpus report</h1>
            """;

    /** Writes a report. */
    abstract void write(SummaryFile.Contents contents, Output out) throws IOException;

    /** A line of what is said first. */
    private record Fact(String name, String value) {}

    /** A bar of a histogram. */
    private record Bar(String label, long count, double share) {}

    private static List<Fact> facts(SummaryFile.Contents contents) {
        Figures f = contents.figures();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Model", contents.model() + ", patches by " + contents.patching()));
        facts.add(new Fact("Corpus", "%,d documents, %,d bytes".formatted(f.documents(), f.bytes())));
        if (contents.skipped() > 0) {
            facts.add(new Fact("Skipped", "%,d records".formatted(contents.skipped())));
        }
        if (f.patches() > 0) {
            facts.add(new Fact(
                    "Patches",
                    "%,d; mean %.2f bytes, median %s, 95 %% up to %s, longest %,d"
                            .formatted(
                                    f.patches(),
                                    f.meanPatch(),
                                    size(f.patchSizeAt(0.5)),
                                    size(f.patchSizeAt(0.95)),
                                    f.longestPatch())));
        }
        if (!Double.isNaN(f.meanEntropy())) {
            facts.add(new Fact("Mean entropy", "%.3f nats a byte".formatted(f.meanEntropy())));
        }
        if (!Double.isNaN(f.bitsPerByte())) {
            facts.add(new Fact("Bits per byte", "%.3f (the entropy model's)".formatted(f.bitsPerByte())));
        }
        if (f.workerSeconds() > 0) {
            facts.add(new Fact(
                    "Speed",
                    "%,.0f bytes a second of a worker; %.1f s of all workers together"
                            .formatted(f.bytes() / f.workerSeconds(), f.workerSeconds())));
        }
        return facts;
    }

    private static String size(int size) {
        return size == CorpusStatistics.LONGEST_PATCH ? size + " or more" : Integer.toString(size);
    }

    private static List<Bar> patchSizes(Figures f) {
        List<Bar> bars = new ArrayList<>();
        long together = 0;
        int shown = Math.min(MOST_SIZES, f.longestPatch());
        for (int size = 1; size < f.patchSizes().size(); size++) {
            long count = f.patchSizes().get(size);
            if (size < shown || (size == shown && f.longestPatch() == shown)) {
                bars.add(new Bar(Integer.toString(size), count, (double) count / f.patches()));
            } else {
                together += count;
            }
        }
        if (together > 0) {
            bars.add(new Bar(shown + "+", together, (double) together / f.patches()));
        }
        return bars;
    }

    private static List<Bar> entropies(Figures f) {
        long all = f.entropies().stream().mapToLong(n -> n).sum();
        List<Bar> bars = new ArrayList<>();
        long counted = 0;
        for (int i = 0; i < f.entropies().size() && counted < all; i++) {
            long count = f.entropies().get(i);
            counted += count;
            bars.add(new Bar("%.1f".formatted(i / STEPS_A_NAT), count, (double) count / all));
        }
        return bars;
    }

    /** A row for each document, after one of headings. */
    private static List<List<String>> slowest(Figures f) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("source", "", "bytes", "patches", "bits/byte", "seconds", "bytes/s"));
        for (DocumentFigures d : f.slowest()) {
            rows.add(List.of(
                    d.source(),
                    "#" + d.document(),
                    "%,d".formatted(d.bytes()),
                    "%,d".formatted(d.patches()),
                    Double.isNaN(d.bitsPerByte()) ? "" : "%.3f".formatted(d.bitsPerByte()),
                    "%.2f".formatted(d.seconds()),
                    d.seconds() > 0 ? "%,.0f".formatted(d.bytes() / d.seconds()) : ""));
        }
        return rows;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
