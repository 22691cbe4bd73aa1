package blt4j.visualizer.patch;

/**
 * Control characters in the editor. The control that edits text drops what it cannot show, and takes a carriage return for a new
 * line, so that who edits a file would lose them; in it each stands as a character for private use, drawn as its Unicode
 * picture. A text that uses these for something else is left as it is.
 */
final class Controls {
    private static final char PLACE = '\uE900';
    private static final int DELETE = 0x7F;
    private static final int PICTURES = 0x2400;
    private static final int DELETE_PICTURE = 0x2421;

    private Controls() {}

    /** Whether a text leaves the places free. */
    static boolean free(String text) {
        return text.chars().noneMatch(c -> placed((char) c));
    }

    /** Whether a character stands for a control character. */
    static boolean placed(int character) {
        return character >= PLACE && character <= PLACE + DELETE;
    }

    private static boolean control(char c) {
        return (c < ' ' && c != '\n' && c != '\t') || c == DELETE;
    }

    /** A text as the editor keeps it. */
    static String place(String text) {
        return mapped(text, c -> control(c) ? (char) (PLACE + c) : c);
    }

    /** What the editor keeps as the text that it is. */
    static String back(String kept) {
        return mapped(kept, c -> placed(c) ? (char) (c - PLACE) : c);
    }

    /** What the editor keeps as it is drawn. */
    static String pictures(String kept) {
        return mapped(kept, c -> {
            int control = c - PLACE;
            return placed(c) ? (char) (control == DELETE ? DELETE_PICTURE : PICTURES + control) : c;
        });
    }

    /** Makes another character of a character. */
    private interface Mapping {
        char of(char c);
    }

    private static String mapped(String text, Mapping mapping) {
        char[] chars = text.toCharArray();
        boolean changed = false;
        for (int i = 0; i < chars.length; i++) {
            char other = mapping.of(chars[i]);
            changed |= other != chars[i];
            chars[i] = other;
        }
        return changed ? new String(chars) : text;
    }
}
