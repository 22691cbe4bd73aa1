package blt4j.visualizer.draw;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
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

    /**
     * Begins to load the faces on a thread of its own. The first measured text has the system list its fonts, which
     * takes as long as JavaFX takes to start; so the two go side by side.
     */
    public static void prepare() {
        Thread.ofPlatform().name("blt4j-fonts").daemon().start(Typeface::load);
    }

    /** Makes all faces known to the toolkit, so that style sheets and {@link #at} find them. Waits if that is under way. */
    public static synchronized void load() {
        List<String> known = Font.getFontNames();
        for (Typeface face : values()) {
            if (!known.contains(face.fullName())) {
                face.read(12);
            }
        }
        width("blt", TEXT.at(12));
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
