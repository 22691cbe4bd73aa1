package blt4j.visualizer.draw;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javafx.geometry.Rectangle2D;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/** Writes a drawing as SVG. */
public final class SvgPen implements Pen {
    private final StringBuilder body = new StringBuilder();
    private final double width;
    private final double height;
    private final boolean outlines;
    private final String title;
    private final Map<String, String> shapes = new HashMap<>();
    private int clips;

    /** Begins a picture of a size in pixels. */
    public SvgPen(double width, double height) {
        this(width, height, false, "");
    }

    private SvgPen(double width, double height, boolean outlines, String title) {
        this.width = width;
        this.height = height;
        this.outlines = outlines;
        this.title = title;
    }

    /**
     * Begins a picture whose texts are outlines, for where its fonts are not.
     *
     * @param title what it shows, for those who hear it
     */
    public static SvgPen outlined(double width, double height, String title) {
        return new SvgPen(width, height, true, title);
    }

    /** The finished picture. */
    public String svg() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
                + n(width) + "\" height=\"" + n(height) + "\" viewBox=\"0 0 " + n(width) + " " + n(height) + "\">\n"
                + (title.isEmpty() ? "" : "<title>" + escape(title) + "</title>\n") + body + "</svg>\n";
    }

    @Override
    public void fill(double x, double y, double w, double h, Color color) {
        add("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"%s/>", n(x), n(y), n(w), n(h), paint("fill", color));
    }

    @Override
    public void fillRound(double x, double y, double w, double h, double radius, Color color) {
        add(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"%s/>",
                n(x), n(y), n(w), n(h), n(radius), paint("fill", color));
    }

    @Override
    public void outline(double x, double y, double w, double h, double radius, double lineWidth, Color color) {
        add(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\" fill=\"none\" stroke-width=\"%s\"%s/>",
                n(x), n(y), n(w), n(h), n(radius), n(lineWidth), paint("stroke", color));
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, double lineWidth, Color color) {
        add(
                "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke-width=\"%s\"%s/>",
                n(x1), n(y1), n(x2), n(y2), n(lineWidth), paint("stroke", color));
    }

    @Override
    public void dashed(double x1, double y1, double x2, double y2, double lineWidth, double dash, Color color) {
        add(
                "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke-width=\"%s\" stroke-dasharray=\"%s\"%s/>",
                n(x1), n(y1), n(x2), n(y2), n(lineWidth), n(dash), paint("stroke", color));
    }

    @Override
    public void polyline(double[] xs, double[] ys, double lineWidth, Color color) {
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke-width=\"%s\"%s/>",
                points(xs, ys), n(lineWidth), paint("stroke", color));
    }

    @Override
    public void polygon(double[] xs, double[] ys, Color color) {
        add("<polygon points=\"%s\"%s/>", points(xs, ys), paint("fill", color));
    }

    @Override
    public void dot(double x, double y, double radius, Color color) {
        add("<circle cx=\"%s\" cy=\"%s\" r=\"%s\"%s/>", n(x), n(y), n(radius), paint("fill", color));
    }

    @Override
    public void text(String text, double x, double baseline, Font font, Align align, Color color) {
        if (outlines) {
            outline(text, x - Outlines.shift(text, font, align), baseline, font, color);
            return;
        }
        String anchor = switch (align) {
            case LEFT -> "start";
            case CENTER -> "middle";
            case RIGHT -> "end";
        };
        add(
                "<text x=\"%s\" y=\"%s\" font-family=\"%s, sans-serif\" font-weight=\"%s\" font-size=\"%s\""
                        + " text-anchor=\"%s\" xml:space=\"preserve\"%s>%s</text>",
                n(x),
                n(baseline),
                family(font),
                weight(font),
                n(font.getSize()),
                anchor,
                paint("fill", color),
                escape(text));
    }

    /** Draws a text as a shape, which is written once and then used again. */
    private void outline(String text, double x, double baseline, Font font, Color color) {
        String shape = Outlines.svg(text, font);
        if (shape.isEmpty()) {
            return;
        }
        String key = font.getName() + ' ' + font.getSize() + ' ' + text;
        String id = shapes.computeIfAbsent(key, k -> {
            String fresh = "t" + shapes.size();
            add("<defs><path id=\"%s\" d=\"%s\"/></defs>", fresh, shape);
            return fresh;
        });
        add("<use href=\"#%s\" x=\"%s\" y=\"%s\"%s/>", id, n(x), n(baseline), paint("fill", color));
    }

    private static String family(Font font) {
        return font.getName().startsWith("JetBrains") ? "JetBrains Mono, monospace" : "Inter";
    }

    private static String weight(Font font) {
        String name = font.getName().replace(" ", "");
        return name.contains("SemiBold")
                ? "600"
                : name.contains("Bold") ? "700" : name.contains("Medium") ? "500" : "400";
    }

    @Override
    public void clip(Rectangle2D area, Runnable drawing) {
        String id = "c" + clips++;
        add(
                "<clipPath id=\"%s\"><rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/></clipPath>",
                id, n(area.getMinX()), n(area.getMinY()), n(area.getWidth()), n(area.getHeight()));
        add("<g clip-path=\"url(#%s)\">", id);
        drawing.run();
        add("</g>");
    }

    @Override
    public void shift(double dx, double dy, Runnable drawing) {
        add("<g transform=\"translate(%s %s)\">", n(dx), n(dy));
        drawing.run();
        add("</g>");
    }

    /** Adds an element; each {@code %s} takes the next part. */
    private void add(String template, String... parts) {
        body.append(template.formatted((Object[]) parts)).append('\n');
    }

    private static String points(double[] xs, double[] ys) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < xs.length; i++) {
            s.append(i == 0 ? "" : " ").append(n(xs[i])).append(',').append(n(ys[i]));
        }
        return s.toString();
    }

    private static String paint(String attribute, Color c) {
        String hex = String.format(
                Locale.ROOT,
                " %s=\"#%02x%02x%02x\"",
                attribute,
                Math.round(c.getRed() * 255),
                Math.round(c.getGreen() * 255),
                Math.round(c.getBlue() * 255));
        return c.getOpacity() == 1 ? hex : hex + " " + attribute + "-opacity=\"" + n(c.getOpacity()) + "\"";
    }

    static String n(double value) {
        double rounded = Math.round(value * 100) / 100.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    /** Whether XML can hold a character (XML 1.0, section 2.2), and no reader takes it for a command. */
    private static boolean isXml(int c) {
        boolean allowed = c == '\t' || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c > 0xFFFF;
        return allowed && !(c >= 0x7F && c <= 0x9F);
    }

    /** Escapes markup; characters that XML cannot hold become the replacement character. */
    private static String escape(String text) {
        StringBuilder s = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> s.append("&lt;");
                case '>' -> s.append("&gt;");
                case '&' -> s.append("&amp;");
                default -> s.appendCodePoint(isXml(c) ? c : 0xFFFD);
            }
        });
        return s.toString();
    }
}
