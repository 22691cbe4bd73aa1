package blt4j.visualizer.patch;

import javafx.scene.Node;
import javafx.scene.Parent;
import jfx.incubator.scene.control.richtext.CodeArea;
import jfx.incubator.scene.control.richtext.model.BasicTextModel;

/**
 * Paragraphs of a long text, of which the control is told a few more at each frame. It lays out a hundred beyond what is in
 * view, which in one go keeps everybody waiting; those that it has laid out once take it a fraction of that.
 */
final class Unfolding extends BasicTextModel.InMemoryContent {
    /** What is laid out in one go: so many paragraphs, and characters. */
    private static final int PARAGRAPHS = 8;

    private static final int CHARACTERS = 4_000;

    /** With so many, what is in view and what is laid out beyond it are among them. */
    private static final int ENOUGH = 160;

    private int told = Integer.MAX_VALUE;

    @Override
    public int size() {
        return Math.min(told, super.size());
    }

    /** Hides all but the first ones from a control that is not shown them yet. */
    void fold() {
        told = next(0);
    }

    /** Hides nothing any more. */
    void tellAll() {
        told = Integer.MAX_VALUE;
    }

    /** Whether the control knows all. */
    boolean whole() {
        return told == Integer.MAX_VALUE;
    }

    /** Tells some more to the control that shows them. */
    void unfold(CodeArea area) {
        told = told < ENOUGH ? next(told) : Integer.MAX_VALUE;
        for (Node part : area.getChildrenUnmodifiable()) {
            if (part instanceof Parent flow) {
                flow.requestLayout();
            }
        }
    }

    private int next(int from) {
        int to = from;
        int characters = 0;
        while (to < super.size() && to - from < PARAGRAPHS && characters < CHARACTERS) {
            characters += getText(to).length();
            to++;
        }
        return to == super.size() ? Integer.MAX_VALUE : to;
    }
}
