package blt4j.visualizer.draw;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javafx.geometry.VPos;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/**
 * The fonts of everything that is drawn: Inter for words, with figures of one width, JetBrains Mono for bytes; and faces of
 * scripts that a system may have no font for, each loaded when it is first wanted.
 */
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
    MONO_STRONG("JetBrainsMono-Bold.ttf"),
    /** Emoji in black and white. */
    EMOJI("NotoEmoji-Regular.ttf"),
    /** Hindi, Marathi, Nepali. */
    DEVANAGARI("NotoSansDevanagari-Regular.ttf"),
    /** Arabic, Persian, Urdu. */
    ARABIC("NotoSansArabic-Regular.ttf"),
    /** Hebrew, Yiddish. */
    HEBREW("NotoSansHebrew-Regular.ttf"),
    /** Thai. */
    THAI("NotoSansThai-Regular.ttf"),
    /** Tamil. */
    TAMIL("NotoSansTamil-Regular.ttf"),
    /** Bengali, Assamese. */
    BENGALI("NotoSansBengali-Regular.ttf");

    /** Those that the window begins with. */
    private static final List<Typeface> FIRST = List.of(TEXT, MEDIUM, STRONG, MONO, MONO_STRONG);

    private static final int FIRST_PLANE_OF_EMOJI = 0x1F000;

    private static final double SMALL = 12;

    /** Of those that are loaded when they are wanted; the toolkit keeps them for as long as it runs. */
    private static final ConcurrentMap<Typeface, Font> LOADED = new ConcurrentHashMap<>();

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

    /** The face of its own that a character's script has here, if it has one. */
    public static Optional<Typeface> of(int codePoint) {
        if (codePoint < 0x250) {
            return Optional.empty();
        }
        boolean emoji = Character.isEmojiPresentation(codePoint)
                || (codePoint >= FIRST_PLANE_OF_EMOJI && Character.isEmoji(codePoint));
        return switch (UnicodeScript.of(codePoint)) {
            case DEVANAGARI -> Optional.of(DEVANAGARI);
            case ARABIC -> Optional.of(ARABIC);
            case HEBREW -> Optional.of(HEBREW);
            case THAI -> Optional.of(THAI);
            case TAMIL -> Optional.of(TAMIL);
            case BENGALI -> Optional.of(BENGALI);
            default -> emoji ? Optional.of(EMOJI) : Optional.empty();
        };
    }

    /** Makes the first faces known to the toolkit, so that style sheets and {@link #at} find them. Waits if that is under way. */
    public static synchronized void load() {
        List<String> known = Font.getFontNames();
        for (Typeface face : FIRST) {
            if (!known.contains(face.fullName())) {
                face.read(SMALL);
            }
        }
        width("blt", TEXT.at(SMALL));
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
            case EMOJI -> "Noto Emoji Regular";
            case DEVANAGARI -> "Noto Sans Devanagari Regular";
            case ARABIC -> "Noto Sans Arabic Regular";
            case HEBREW -> "Noto Sans Hebrew Regular";
            case THAI -> "Noto Sans Thai Regular";
            case TAMIL -> "Noto Sans Tamil Regular";
            case BENGALI -> "Noto Sans Bengali Regular";
        };
    }

    /** Makes this face known to the toolkit, unless it is. */
    public void prepareAlone() {
        if (!FIRST.contains(this)) {
            LOADED.computeIfAbsent(this, face -> face.read(SMALL));
        }
    }

    /** The font at a size in pixels. */
    public Font at(double size) {
        prepareAlone();
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
