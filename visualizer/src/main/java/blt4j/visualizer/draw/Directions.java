package blt4j.visualizer.draw;

import java.text.Bidi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * In which direction texts run, and what a text that runs from right to left looks like where all else runs from the left:
 * in pieces, each of one direction, as drawings have no direction of their own (UAX 9).
 */
public final class Directions {
    private static final String OPENING = "([{<«‹";
    private static final String CLOSING = ")]}>»›";

    private Directions() {}

    /** Whether the first character with a direction runs from right to left. */
    public static boolean fromRight(String text) {
        return text.codePoints()
                .filter(c -> right(c) || Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT)
                .mapToObj(Directions::right)
                .findFirst()
                .orElse(false);
    }

    private static boolean right(int codePoint) {
        byte direction = Character.getDirectionality(codePoint);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    /** The pieces of a text from right to left, in the order in which they stand from left to right. */
    public static List<String> pieces(String text) {
        Bidi bidi = new Bidi(text, Bidi.DIRECTION_RIGHT_TO_LEFT);
        int count = bidi.getRunCount();
        byte[] levels = new byte[count];
        Object[] runs = new Object[count];
        for (int i = 0; i < count; i++) {
            levels[i] = (byte) bidi.getRunLevel(i);
            String run = text.substring(bidi.getRunStart(i), bidi.getRunLimit(i));
            runs[i] = levels[i] % 2 == 1 ? ofRight(run) : List.of(run);
        }
        Bidi.reorderVisually(levels, 0, runs, 0, count);
        return Arrays.stream(runs)
                .flatMap(run -> ((List<?>) run).stream())
                .map(String.class::cast)
                .filter(piece -> !piece.isEmpty())
                .toList();
    }

    /** What stands around the letters of a run has no direction of its own, and stands on the other side by itself. */
    private static List<String> ofRight(String run) {
        int from = 0;
        while (from < run.length() && !right(run.charAt(from))) {
            from++;
        }
        int to = run.length();
        while (to > from && !right(run.charAt(to - 1)) && !mark(run.charAt(to - 1))) {
            to--;
        }
        List<String> pieces = new ArrayList<>();
        pieces.add(turned(run.substring(to)));
        pieces.add(run.substring(from, to));
        pieces.add(turned(run.substring(0, from)));
        return pieces;
    }

    private static boolean mark(char c) {
        return Character.getDirectionality(c) == Character.DIRECTIONALITY_NONSPACING_MARK;
    }

    /** Characters without direction as they stand from left to right, brackets turned round. */
    private static String turned(String neutral) {
        StringBuilder turned = new StringBuilder();
        new StringBuilder(neutral).reverse().codePoints().forEach(c -> {
            int opening = OPENING.indexOf(c);
            int closing = CLOSING.indexOf(c);
            turned.appendCodePoint(opening >= 0 ? CLOSING.charAt(opening) : closing >= 0 ? OPENING.charAt(closing) : c);
        });
        return turned.toString();
    }
}
