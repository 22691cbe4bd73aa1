package blt4j.visualizer.patch;

import blt4j.visualizer.draw.Ink;
import jfx.incubator.scene.control.richtext.SyntaxDecorator;
import jfx.incubator.scene.control.richtext.TextPos;
import jfx.incubator.scene.control.richtext.model.CodeTextModel;
import jfx.incubator.scene.control.richtext.model.RichParagraph;

/**
 * Sets characters that no font has in a face of their own. The box that the editor's face has for them is wider than the
 * room that it leaves, so that boxes would lie over their neighbours.
 */
final class ReadableText implements SyntaxDecorator {
    /** Up to here the window's own fonts have all characters. */
    private static final int FIRST_OF_OTHERS = 0x0530;

    private static final String STYLE = "missing";

    @Override
    public RichParagraph createRichParagraph(CodeTextModel model, int index) {
        RichParagraph.Builder paragraph = RichParagraph.builder();
        String text = model.getPlainText(index);
        for (int at = 0; at < text.length(); ) {
            boolean drawn = drawn(text.codePointAt(at));
            int end = at;
            while (end < text.length() && drawn(text.codePointAt(end)) == drawn) {
                end += Character.charCount(text.codePointAt(end));
            }
            if (drawn) {
                paragraph.addSegment(text.substring(at, end));
            } else {
                paragraph.addWithStyleNames(text.substring(at, end), STYLE);
            }
            at = end;
        }
        return paragraph.build();
    }

    private static boolean drawn(int codePoint) {
        return codePoint < FIRST_OF_OTHERS || Ink.covered(codePoint);
    }

    @Override
    public void handleChange(CodeTextModel model, TextPos start, TextPos end, int before, int lines, int after) {}
}
