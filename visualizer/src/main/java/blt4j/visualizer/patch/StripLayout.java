package blt4j.visualizer.patch;

import blt4j.visualizer.state.ByteText;
import blt4j.vocabulary.Utf8;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where each byte of a text stands when it is set in lines of columns. Lines break after newlines (a run of them counting
 * once), at spaces where that costs little, and never within what a reader takes for one character. A paragraph whose last
 * line would be a scrap shares its last two lines out evenly.
 */
final class StripLayout {
    private static final double LOOSEST = 0.75;
    private static final double LOOSEST_OF_EVEN = 0.5;

    /** A last line shorter than this share of the columns is a scrap. */
    private static final double SCRAP = 0.4;

    /** What a reader takes for one character may begin this far before; emoji families have some 30 bytes. */
    private static final int MOST_OF_CLUSTER = 64;

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
     * Another text in lines of as many columns. Where a line ends depends on where it begins and on
     * what follows within two lines; so what was found of the text in which both end is taken over as soon as a line begins
     * where one began before.
     */
    StripLayout with(ByteText next) {
        int prefix = text.commonPrefix(next);
        int suffix = text.commonSuffix(next, prefix);
        int grown = next.length() - text.length();
        Lines found = new Lines(starts, lineOf(Math.max(0, prefix - 2 * columns - MOST_OF_CLUSTER)));
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
        int paragraph = paragraphEnd(text, from, Math.min(text.length(), from + 2 * width));
        if (paragraph >= 0 && paragraph - from <= width) {
            return paragraph;
        }
        boolean scrap = paragraph >= 0 && paragraph - from - width < SCRAP * width;
        if (scrap) {
            int half = Math.ceilDiv(paragraph - from, 2);
            return breakBefore(text, from, Math.min(width, half + half / 5), LOOSEST_OF_EVEN);
        }
        return breakBefore(text, from, width, LOOSEST);
    }

    /** Where the paragraph ends, if that is before a limit; or else -1. */
    private static int paragraphEnd(ByteText text, int from, int limit) {
        for (int i = from; i < limit; i++) {
            if (text.at(i) == '\n' && (i + 1 == text.length() || text.at(i + 1) != '\n')) {
                return i + 1;
            }
        }
        return limit == text.length() ? limit : -1;
    }

    /** After the last space that leaves a line of at least a share of the width, or else between two characters. */
    private static int breakBefore(ByteText text, int from, int width, double loosest) {
        int limit = Math.min(text.length(), from + width);
        for (int i = limit - 1; i + 1 - from >= width * loosest; i--) {
            if (text.at(i) == ' ') {
                return i + 1;
            }
        }
        int whole = limit;
        while (limit - whole < Utf8.MAX_LENGTH && whole > from + 1 && (text.at(whole) & 0xC0) == 0x80) {
            whole--;
        }
        return (text.at(whole) & 0xC0) == 0x80 ? limit : clusterBegin(text, from, whole);
    }

    /** The same place, or the beginning of the cluster of characters that it would cut through. */
    private static int clusterBegin(ByteText text, int from, int at) {
        if (text.at(at) < 0x80) {
            return at;
        }
        int begin = Math.max(from, at - MOST_OF_CLUSTER);
        while (begin < at && (text.at(begin) & 0xC0) == 0x80) {
            begin++;
        }
        String before = text.string(begin, at);
        BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
        clusters.setText(before + text.string(at, Math.min(text.length(), at + 2 * Utf8.MAX_LENGTH)));
        if (clusters.isBoundary(before.length())) {
            return at;
        }
        int cluster = clusters.preceding(before.length());
        int bytes = before.substring(cluster).getBytes(StandardCharsets.UTF_8).length;
        return at - bytes > from ? at - bytes : at;
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
