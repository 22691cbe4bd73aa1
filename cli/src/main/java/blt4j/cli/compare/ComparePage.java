package blt4j.cli.compare;

import blt4j.analysis.compare.Comparison;
import blt4j.analysis.compare.Comparison.Segmentation;
import blt4j.vocabulary.Utf8;
import java.util.List;
import java.util.Locale;

/**
 * A comparison as a web page that stands alone: a table of the ways, and the text as each cuts it. It has no script and asks
 * for nothing from elsewhere; it is light or dark as the reader's system is.
 *
 * @param model whose costs are told
 * @param text that was cut
 * @param comparison the ways
 * @param held how much of each cut noise left as it was, 0 to 1; empty without noise
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ComparePage(String model, byte[] text, Comparison comparison, List<Double> held) {
    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1b2129; --soft: #57606a; --ground: #ffffff; --line: #d8dee4;
              --a: #ebf0f7; --b: #c9d6e6; --bar: #4d3fa6; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa6b2; --ground: #0d1117;
              --line: #2d343d; --a: #1d2630; --b: #35475c; --bar: #6a5acb; } }
            body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground);
              max-width: 72rem; margin: 2rem auto; padding: 0 1.25rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { padding: .35rem .75rem; border-bottom: 1px solid var(--line); text-align: right; }
            th:first-child, td:first-child { text-align: left; }
            td:last-child { width: 40%; text-align: left; }
            .bar { display: inline-block; height: .8em; background: var(--bar); }
            h2 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
            p.cut { font: 17px/1.9 ui-monospace, monospace; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
            .cut span { background: var(--a); padding: .15em 0; box-shadow: inset 1px 0 var(--soft); }
            .cut span:nth-child(even) { background: var(--b); }
            small { color: var(--soft); font-size: .9rem; }
            """;

    /** The page. */
    String html() {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>One text, cut in several ways</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>One text, cut in several ways</h1>\n<p><small>")
                .append(escaped("%,d bytes; costs as of %s.".formatted(text.length, model)))
                .append("</small></p>\n");
        table(page);
        for (Segmentation s : comparison.segmentations()) {
            page.append("<h2>").append(escaped(s.name())).append("</h2>\n<p class=\"cut\">");
            int begin = 0;
            for (int i = 1; i <= text.length; i++) {
                if (i == text.length || s.patches().beginsAt(i + 1)) { // position 0 is the beginning of the sequence
                    piece(page, begin, i);
                    begin = i;
                }
            }
            page.append("</p>\n");
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private void table(StringBuilder page) {
        page.append("<table>\n<thead><tr><th>way</th><th>pieces</th><th>bytes each</th>")
                .append(held.isEmpty() ? "" : "<th>kept under noise</th>")
                .append("<th>FLOPs per byte</th><th></th></tr></thead>\n<tbody>\n");
        double most = comparison.segmentations().stream()
                .mapToDouble(s -> s.cost().total())
                .max()
                .orElse(1);
        for (int i = 0; i < comparison.segmentations().size(); i++) {
            Segmentation s = comparison.segmentations().get(i);
            page.append("<tr><td>").append(escaped(s.name())).append("</td>");
            cell(page, "%,d", s.count());
            cell(page, "%.2f", s.bytesPerPatch());
            if (!held.isEmpty()) {
                cell(page, "%.0f %%", 100 * held.get(i));
            }
            cell(page, "%,d", Math.round(s.cost().total()));
            double share = 100 * s.cost().total() / most;
            page.append(String.format(
                    Locale.ROOT, "<td><span class=\"bar\" style=\"width:%.1f%%\"></span></td></tr>%n", share));
        }
        page.append("</tbody>\n</table>\n");
    }

    private static void cell(StringBuilder page, String format, Object value) {
        page.append("<td>").append(String.format(Locale.ROOT, format, value)).append("</td>");
    }

    /** Some bytes; those that are no whole character within the piece, by their numbers. */
    private void piece(StringBuilder page, int begin, int end) {
        page.append("<span>");
        for (Utf8.Glyph glyph : Utf8.glyphs(text, begin, end)) {
            if (!glyph.valid()) {
                page.append("⟨")
                        .append(String.format(Locale.ROOT, "%02X", text[glyph.begin()] & 0xFF))
                        .append("⟩");
            } else if (glyph.codePoint() == '\n') {
                page.append("↵\n");
            } else if (glyph.codePoint() < ' ' && glyph.codePoint() != '\t') {
                page.appendCodePoint(0x2400 + glyph.codePoint());
            } else {
                page.append(escaped(Character.toString(glyph.codePoint())));
            }
        }
        page.append("</span>");
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
