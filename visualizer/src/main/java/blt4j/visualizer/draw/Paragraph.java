package blt4j.visualizer.draw;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javafx.scene.text.Font;

/** Words in lines. */
public final class Paragraph {
    /** After a space, and around letters of scripts without spaces, unless a mark follows that begins no line. */
    private static final Pattern BREAK = Pattern.compile("(?<= )|(?<=[\\u2E80-\\uFFEF])(?![，。、：；？！）”])");

    private Paragraph() {}

    /**
     * Breaks words into lines.
     *
     * @param width of a line, in pixels; a word that is wider has a line of its own
     */
    public static List<String> lines(String words, Font font, double width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : BREAK.split(words, -1)) {
            if (!line.isEmpty() && Typeface.width(line + word.stripTrailing(), font) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
