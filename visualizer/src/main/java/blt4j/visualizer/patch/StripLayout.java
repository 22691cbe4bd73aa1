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
        return new StripLayout(ByteText.EMPTY, Math.max(8, columns), new int[1], 1).with(text);
    }

    /**
     * Another text in lines of as many columns. Where a line begins depends on the one before alone; so what was found of
     * the text in which both end is taken over as soon as a line begins where one began before.
     */
    StripLayout with(ByteText next) {
        int prefix = text.commonPrefix(next);
        int suffix = text.commonSuffix(next, prefix);
        int grown = next.length() - text.length();
        Lines found = new Lines(starts, Math.max(0, lineOf(prefix) - 1));
        int at = starts[found.count];
        while (true) {
            int old = at - grown;
            int same = old >= text.length() - suffix ? Arrays.binarySearch(starts, 0, lines, old) : -1;
            if (same >= 0) {
                found.addAll(starts, same, lines, grown);
                break;
            }
            found.add(at);
            at = lineEnd(next, at, columns);
            if (at >= next.length()) {
                break;
            }
        }
        return new StripLayout(next, columns, found.starts, found.count);
    }

    /** Where lines begin, of which some are known. */
    private static final class Lines {
        private int[] starts;
        private int count;

        Lines(int[] known, int count) {
            this.starts = Arrays.copyOf(known, Math.max(64, known.length));
            this.count = count;
        }

        void add(int start) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = start;
        }

        void addAll(int[] others, int from, int to, int shift) {
            for (int i = from; i < to; i++) {
                add(others[i] + shift);
            }
        }
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
