package blt4j.visualizer.state;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The text in the window.
 *
 * @param text its bytes
 * @param title what to call it; empty for one that was typed
 * @param file where it was read from, if it was
 */
public record Document(ByteText text, String title, Optional<Path> file) {
    /** Nothing yet. */
    public static final Document EMPTY = new Document(ByteText.EMPTY, "", Optional.empty());

    /** A typed text. */
    public static Document of(String text) {
        return new Document(ByteText.of(text), "", Optional.empty());
    }

    /** The same with another text. */
    public Document withText(ByteText newText) {
        return new Document(newText, title, file);
    }
}
