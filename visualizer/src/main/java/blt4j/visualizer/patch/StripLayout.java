package blt4j.visualizer.patch;

import blt4j.visualizer.state.ByteText;
import blt4j.vocabulary.Utf8;
import java.util.Arrays;

/**
 * Where each byte of a text stands when it is set in lines of columns. Lines break after newlines (a run of
 * them counting once), at spaces where that
 * costs little, and never within a character.
 */
final class StripLayout {
    private static final double LOOSEST = 0.75;

    private final ByteText text;
    private final int columns;
    private final int[] starts;
    private final int lines;

    private StripLayout(ByteText text, int columns, int[] starts, int lines) {
        this.text = text;
        this.columns = columns;
        this.starts = starts;
        this.lines = lines;
    }

    /** Sets a text in lines of at most {@code columns} bytes, at least 8. */
    static StripLayout of(ByteText text, int columns) {
        int width = Math.max(8, columns);
        int[] starts = new int[Math.max(16, text.length() / width * 2 + 2)];
        int lines = 0;
        int at = 0;
        do {
            if (lines + 1 >= starts.length) {
                starts = Arrays.copyOf(starts, starts.length * 2);
            }
            starts[lines++] = at;
            at = lineEnd(text, at, width);
        } while (at < text.length());
        return new StripLayout(text, width, starts, lines);
    }

    private static int lineEnd(ByteText text, int from, int width) {
        int limit = Math.min(text.length(), from + width);
        int space = -1;
        for (int i = from; i < limit; i++) {
            if (text.at(i) == '\n' && (i + 1 == text.length() || text.at(i + 1) != '\n')) {
                return i + 1;
            }
            if (text.at(i) == ' ') {
                space = i;
            }
        }
        if (limit == text.length()) {
            return limit;
        }
        if (space + 1 - from >= width * LOOSEST) {
            return space + 1;
        }
        int whole = limit;
        while (limit - whole < Utf8.MAX_LENGTH && whole > from + 1 && (text.at(whole) & 0xC0) == 0x80) {
            whole--;
        }
        return (text.at(whole) & 0xC0) == 0x80 ? limit : whole;
    }

    ByteText text() {
        return text;
    }

    int columns() {
        return columns;
    }

    int lines() {
        return lines;
    }

    int begin(int line) {
        return starts[line];
    }

    int end(int line) {
        return line + 1 < lines ? starts[line + 1] : text.length();
    }

    int lineOf(int index) {
        int found = Arrays.binarySearch(starts, 0, lines, index);
        return found >= 0 ? found : -found - 2;
    }
}
