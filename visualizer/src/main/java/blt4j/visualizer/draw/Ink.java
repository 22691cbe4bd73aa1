package blt4j.visualizer.draw;

import java.lang.Character.UnicodeScript;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javafx.geometry.Bounds;
import javafx.scene.shape.Path;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.Shape;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/** Finds out which characters the system's fonts can draw: an outline is looked for, which glyphs of colour alone lack. */
public final class Ink {
    /** No character, and never will be one. */
    private static final int NONE = 0x10FFFF;

    private static final double SIZE = 24;

    /** What was found out; fonts do not change while the window is there. */
    private static final ConcurrentMap<Integer, Boolean> FOUND = new ConcurrentHashMap<>();

    /** A script's characters in a plane, which fonts tend to have together. */
    private record Block(UnicodeScript script, int plane) {}

    private static final ConcurrentMap<Block, Boolean> COVERED = new ConcurrentHashMap<>();

    private Ink() {}

    /** Whether a character leaves ink, and not that of a missing one. */
    public static boolean drawn(int codePoint) {
        return FOUND.computeIfAbsent(codePoint, c -> {
            Path outline = outline(c);
            return !outline.getElements().isEmpty() && !same(outline, outline(NONE));
        });
    }

    /**
     * Whether the fonts have a character, as far as one of its script tells of the others: asking for each would hold up
     * whoever opens a text in a script of thousands.
     */
    public static boolean covered(int codePoint) {
        return switch (UnicodeScript.of(codePoint)) {
            case LATIN, GREEK, CYRILLIC, INHERITED -> true;
            case COMMON, UNKNOWN -> codePoint < 0x80 || inkless(codePoint) || drawn(codePoint);
            case UnicodeScript script ->
                COVERED.computeIfAbsent(new Block(script, codePoint >> 16), block -> drawn(codePoint));
        };
    }

    /** Spaces, and what joins or directs characters. */
    private static boolean inkless(int codePoint) {
        return Character.isSpaceChar(codePoint) || Character.getType(codePoint) == Character.FORMAT;
    }

    private static Path outline(int codePoint) {
        Text text = new Text(Character.toString(codePoint));
        text.setFont(Font.font(Typeface.TEXT.at(SIZE).getFamily(), SIZE));
        return (Path) Shape.union(text, new Rectangle(0, 0));
    }

    private static boolean same(Path one, Path other) {
        Bounds a = one.getBoundsInLocal();
        Bounds b = other.getBoundsInLocal();
        return one.getElements().size() == other.getElements().size() && a.equals(b);
    }
}
