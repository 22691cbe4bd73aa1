package blt4j.visualizer.patch;

import blt4j.visualizer.draw.Ink;
import blt4j.visualizer.draw.Typeface;
import java.util.Locale;
import java.util.Optional;
import jfx.incubator.scene.control.richtext.SyntaxDecorator;
import jfx.incubator.scene.control.richtext.TextPos;
import jfx.incubator.scene.control.richtext.model.CodeTextModel;
import jfx.incubator.scene.control.richtext.model.RichParagraph;

/**
 * Sets each script in its bundled face, if there is one, and characters that no font has in a face of their own. The box that the editor's face has for them is wider than the
 * room that it leaves, so that boxes would lie over their neighbours.
 */
final class ReadableText implements SyntaxDecorator {
    /** Up to here the window's own fonts have all characters. */
    private static final int FIRST_OF_OTHERS = 0x0530;

    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int EMOJI_PRESENTATION = 0xFE0F;
    private static final String MISSING = "missing";

    @Override
    public RichParagraph createRichParagraph(CodeTextModel model, int index) {
        RichParagraph.Builder paragraph = RichParagraph.builder();
        String text = model.getPlainText(index);
        for (int at = 0; at < text.length(); ) {
            String style = style(text.codePointAt(at));
            int end = at;
            while (end < text.length() && goesOn(text.codePointAt(end), style)) {
                end += Character.charCount(text.codePointAt(end));
            }
            if (style.isEmpty()) {
                paragraph.addSegment(text.substring(at, end));
            } else {
                paragraph.addWithStyleNames(Controls.pictures(text.substring(at, end)), style);
            }
            at = end;
        }
        return paragraph.build();
    }

    /** What joins or directs characters stays with those before it. */
    private static boolean goesOn(int codePoint, String style) {
        return style(codePoint).equals(style)
                || (!style.isEmpty() && (codePoint == ZERO_WIDTH_JOINER || codePoint == EMOJI_PRESENTATION));
    }

    /** A class of the style sheet; empty for characters of the editor's own face. */
    private static String style(int codePoint) {
        if (codePoint < FIRST_OF_OTHERS) {
            return "";
        }
        if (Controls.placed(codePoint)) {
            return MISSING;
        }
        Optional<Typeface> face = Typeface.of(codePoint);
        face.ifPresent(Typeface::prepareAlone);
        return face.map(f -> "face-" + f.name().toLowerCase(Locale.ROOT))
                .orElseGet(() -> Ink.covered(codePoint) ? "" : MISSING);
    }

    @Override
    public void handleChange(CodeTextModel model, TextPos start, TextPos end, int before, int lines, int after) {}
}
