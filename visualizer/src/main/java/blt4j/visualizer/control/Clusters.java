package blt4j.visualizer.control;

import blt4j.vocabulary.Utf8;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Groups characters into what a reader takes for one: an emoji family, a flag, a letter and its combining marks. As
 * Unicode's extended grapheme clusters have it (UAX 29).
 */
public final class Clusters {
    private Clusters() {}

    /**
     * Some characters that a reader takes for one.
     *
     * @param glyphs the characters, at least one
     * @param string all of them; empty for a byte that is no character
     */
    public record Cluster(List<Utf8.Glyph> glyphs, String string) {
        /** The first byte. */
        public int begin() {
            return glyphs.getFirst().begin();
        }

        /** One past the last byte. */
        public int end() {
            return glyphs.getLast().end();
        }

        /** How many bytes. */
        public int length() {
            return end() - begin();
        }

        /** The first character. */
        public Utf8.Glyph first() {
            return glyphs.getFirst();
        }

        /** Whether it is more than one character. */
        public boolean joined() {
            return glyphs.size() > 1;
        }
    }

    /** Groups the characters of a text. Carriage return and newline stay apart, as each has a sign of its own. */
    public static List<Cluster> of(List<Utf8.Glyph> glyphs) {
        List<Cluster> clusters = new ArrayList<>(glyphs.size());
        for (int i = 0; i < glyphs.size(); ) {
            int to = i + 1;
            while (to < glyphs.size() && mayJoin(glyphs.get(to - 1), glyphs.get(to))) {
                to++;
            }
            addAll(glyphs.subList(i, to), clusters);
            i = to;
        }
        return clusters;
    }

    private static boolean mayJoin(Utf8.Glyph one, Utf8.Glyph next) {
        return one.valid() && next.valid() && one.codePoint() >= 0x20 && next.codePoint() >= 0x80;
    }

    private static void addAll(List<Utf8.Glyph> run, List<Cluster> clusters) {
        if (run.size() == 1) {
            Utf8.Glyph only = run.getFirst();
            clusters.add(new Cluster(run, only.valid() ? Character.toString(only.codePoint()) : ""));
            return;
        }
        StringBuilder string = new StringBuilder();
        run.forEach(glyph -> string.appendCodePoint(glyph.codePoint()));
        BreakIterator breaks = BreakIterator.getCharacterInstance(Locale.ROOT);
        breaks.setText(string.toString());
        int at = 0;
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
            String part = string.substring(from, to);
            int count = part.codePointCount(0, part.length());
            clusters.add(new Cluster(run.subList(at, at + count), part));
            at += count;
        }
    }
}
