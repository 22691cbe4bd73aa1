package blt4j.visualizer.draw;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javafx.geometry.VPos;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/** The fonts of everything that is drawn: Inter for words, with figures of one width, JetBrains Mono for bytes. */
public enum Typeface {
    /** Words. */
    TEXT("Inter-Regular.otf"),
    /** Labels with weight. */
    MEDIUM("Inter-Medium.otf"),
    /** Headings and figures. */
    STRONG("Inter-SemiBold.otf"),
    /** Bytes, characters, hexadecimal. */
    MONO("JetBrainsMono-Regular.ttf"),
    /** Bytes with weight. */
    MONO_STRONG("JetBrainsMono-Bold.ttf");

    private final String file;

    Typeface(String file) {
        this.file = file;
    }

    /** Makes all faces known to the toolkit, so that style sheets and {@link #at} find them. */
    public static void load() {
        for (Typeface face : values()) {
            face.read(12);
        }
    }

    private Font read(double size) {
        try (InputStream in = Typeface.class.getResourceAsStream("/blt4j/visualizer/fonts/" + file)) {
            Font font = in == null ? null : Font.loadFont(in, size);
            return font == null ? Font.font(size) : font;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The full name under which the face is known once loaded. */
    public String fullName() {
        return switch (this) {
            case TEXT -> "Inter Regular";
            case MEDIUM -> "Inter Medium";
            case STRONG -> "Inter Semi Bold";
            case MONO -> "JetBrains Mono Regular";
            case MONO_STRONG -> "JetBrains Mono Bold";
        };
    }

    /** The font at a size in pixels. */
    public Font at(double size) {
        return new Font(fullName(), size);
    }

    /** How wide a text is in a font, in pixels. */
    public static double width(String text, Font font) {
        Text measured = new Text(text);
        measured.setFont(font);
        measured.setTextOrigin(VPos.BASELINE);
        return measured.getLayoutBounds().getWidth();
    }
}
