package blt4j.cli.text;

import blt4j.cli.console.Colors;
import blt4j.cli.console.Glyph;
import blt4j.cli.console.LineWriter;
import blt4j.cli.console.Output;
import java.io.IOException;
import java.util.List;

/**
 * Writes a text so that its patches can be seen: in two alternating colours, whose shade tells the entropy, or parted
 * by bars where there are no colours. Where a patch begins within a character, a dot after the character stands for
 * the bytes that belong to that patch.
 */
public final class PatchPainter {
    /** What is to be known of a byte. */
    public interface Bytes {
        /** Whether a patch begins at the byte. */
        boolean beginsPatch(int index);

        /** How hard it was to predict, in nats. */
        float entropy(int index);
    }

    private static final String BAR = "│";
    private static final String DOT = "·";
    private static final int TAB_STOP = 4;
    /** The entropy, in nats, from which the shade is the darkest; that of a uniform choice among 55 bytes. */
    private static final double DARKEST_FROM = 4;

    /** Blue and amber, pale to deep, in the palette of 256, each with black or white letters. */
    private static final List<List<String>> SHADES = List.of(
            List.of(
                    "38;5;16;48;5;195",
                    "38;5;16;48;5;153",
                    "38;5;16;48;5;117",
                    "38;5;16;48;5;75",
                    "38;5;16;48;5;33",
                    "38;5;231;48;5;26"),
            List.of(
                    "38;5;16;48;5;230",
                    "38;5;16;48;5;229",
                    "38;5;16;48;5;222",
                    "38;5;16;48;5;220",
                    "38;5;16;48;5;214",
                    "38;5;16;48;5;208"));

    /** White to red in the palette of 256, for the entropy alone. */
    private static final List<String> HEAT = List.of(
            "", "38;5;16;48;5;230", "38;5;16;48;5;223", "38;5;16;48;5;216", "38;5;16;48;5;209", "38;5;231;48;5;160");

    private static final List<String> BASIC = List.of("30;46", "30;43");
    private static final String BOLD = ";1";

    private final LineWriter lines;
    private final Show show;
    private final boolean terminal;
    private final Colors colors;
    private int patch;

    /**
     * Creates a painter.
     *
     * @param columns the width to break lines at; 0 for none
     * @param terminal whether tabs become blanks and newlines are made visible
     */
    public PatchPainter(Output out, int columns, boolean terminal, Colors colors) {
        this(out, columns, terminal, colors, Show.PATCHES);
    }

    /** Creates a painter of something else than patches. */
    PatchPainter(Output out, int columns, boolean terminal, Colors colors, Show show) {
        this.show = show;
        this.lines = new LineWriter(out, columns);
        this.terminal = terminal;
        this.colors = colors;
    }

    /** Writes a whole text. */
    public void paint(byte[] text, Bytes bytes) throws IOException {
        for (int at = 0; at < text.length; ) {
            Glyph glyph = Glyph.at(text, at);
            paint(glyph, bytes);
            at = glyph.end();
        }
    }

    /** Writes the next character of a text. */
    void paint(Glyph glyph, Bytes bytes) throws IOException {
        enter(glyph.begin(), bytes);
        show(glyph);
        for (int i = glyph.begin() + 1; i < glyph.end(); i++) {
            if (bytes.beginsPatch(i)) {
                enter(i, bytes);
                lines.put(DOT, 1);
            }
        }
    }

    /** Ends the last line. */
    public void finish() throws IOException {
        lines.style("");
        lines.finish();
    }

    private void enter(int index, Bytes bytes) throws IOException {
        boolean begins = bytes.beginsPatch(index);
        if (begins) {
            patch++;
        }
        if (colors == Colors.NONE) {
            if (begins && index > 0 && show == Show.PATCHES) {
                lines.put(BAR, 1);
            }
        } else {
            lines.style(style(bytes.entropy(index)));
        }
    }

    private String style(float entropy) {
        if (show == Show.ENTROPY) {
            return heat(entropy);
        }
        int hue = patch % 2;
        int levels = SHADES.get(hue).size();
        int level = Math.clamp((long) (entropy / DARKEST_FROM * levels), 0, levels - 1);
        return switch (colors) {
            case NONE -> "";
            case BASIC -> BASIC.get(hue) + (level >= levels / 2 ? BOLD : "");
            case INDEXED -> SHADES.get(hue).get(level);
        };
    }

    private String heat(float entropy) {
        int level = Math.clamp((long) (entropy / DARKEST_FROM * HEAT.size()), 0, HEAT.size() - 1);
        return switch (colors) {
            case NONE -> "";
            case BASIC -> level == 0 ? "" : level < HEAT.size() / 2 ? "30;43" : "30;41";
            case INDEXED -> HEAT.get(level);
        };
    }

    private void show(Glyph glyph) throws IOException {
        switch (glyph.kind()) {
            case CHARACTER, STAND_IN -> lines.put(glyph.text(), glyph.columns());
            case NEWLINE -> {
                if (colors != Colors.NONE) {
                    lines.put("↵", 1);
                }
                lines.newline();
            }
            case TAB -> {
                if (terminal || colors != Colors.NONE) {
                    int blanks = TAB_STOP - lines.column() % TAB_STOP;
                    lines.put("→" + " ".repeat(blanks - 1), blanks);
                } else {
                    lines.put("\t", 1);
                }
            }
        }
    }
}
