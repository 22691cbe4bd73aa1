package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.model.Blt;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.control.BytePieces;
import blt4j.visualizer.control.PatchEdges;
import blt4j.visualizer.draw.Ink;
import blt4j.visualizer.draw.SvgPen;
import blt4j.visualizer.i18n.DeviceWords;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.window.LaunchOptions;
import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d)");

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle("blt4j.visualizer.messages", locale);
    }

    @Test
    void bothLanguagesSayTheSameThings() {
        ResourceBundle english = bundle(Locale.ROOT);
        ResourceBundle chinese = bundle(Locale.SIMPLIFIED_CHINESE);
        for (String key : english.keySet()) {
            assertEquals(placeholders(english.getString(key)), placeholders(chinese.getString(key)), key);
            assertTrue(new MessageFormat(english.getString(key), Locale.ENGLISH).getFormats().length < 10, key);
            assertTrue(new MessageFormat(chinese.getString(key), Locale.CHINESE).getFormats().length < 10, key);
        }
        Messages inChinese = new Messages(Locale.SIMPLIFIED_CHINESE);
        long same = english.keySet().stream()
                .filter(key -> english.getString(key).length() > 12)
                .filter(key -> english.getString(key).equals(inChinese.get(key)))
                .count();
        assertTrue(same < 5, same + " sentences are not translated");
    }

    private static SortedSet<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(m -> m.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** A character that no font has is told by its number, and one that a font has is not. */
    @Test
    void whatNoFontCanDrawIsSeen() {
        Window.startToolkit();
        assertTrue(Ink.drawn('A'));
        assertFalse(Ink.drawn(0xFFFFF), "no character");
        assertFalse(Ink.drawn(' '));
        int emoji = 0x1F680;
        String shown = ByteLabel.glyph(new Utf8.Glyph(0, 4, emoji), 0xF0);
        assertEquals(Character.toString(emoji), shown, "a face for emoji comes with the window");
    }

    @Test
    void fontsAreAskedForAScriptOnce() {
        Window.startToolkit();
        assertTrue(Ink.covered('\u00e9') && Ink.covered(' '));
        assertFalse(Ink.covered(0xFFFFF), "no character");
    }

    @Test
    void whatAModelRunsOnIsSaidInTheWindowsLanguage() {
        Messages english = new Messages(Locale.ENGLISH);
        Messages chinese = new Messages(Locale.SIMPLIFIED_CHINESE);
        try (Blt blt = Blt.open(Window.MODEL)) {
            String device = blt.backend().describe();
            assertEquals(device, DeviceWords.of(device, english));
            String words = DeviceWords.of(device, chinese).replace("Java", "");
            assertFalse(words.matches(".*[a-zA-Z].*"), words);
        }
        assertEquals("处理器，纯 Java，1 个线程", DeviceWords.of("CPU, plain Java, 1 thread", chinese));
        String card = "TornadoVM 0:0, CUDA, NVIDIA H200";
        assertEquals(card, DeviceWords.of(card, chinese));
    }

    @Test
    void largeNumbersAreShort() {
        Messages messages = new Messages(Locale.ENGLISH);
        assertEquals("0", messages.metric(0));
        assertEquals("999", messages.metric(999));
        assertEquals("1.23 M", messages.metric(1_234_567));
        assertEquals("1.00 G", messages.metric(999_999_999));
        assertEquals("45.6 G", messages.metric(45.6e9));
    }

    @Test
    void everyByteCanBeSeen() {
        for (int value = 0; value < 256; value++) {
            String label = ByteLabel.id(value + Vocabulary.BYTE_OFFSET);
            assertTrue(!label.isBlank() && label.codePoints().noneMatch(Character::isISOControl), "byte " + value);
        }
        assertEquals("␣", ByteLabel.glyph(new Utf8.Glyph(0, 1, ' '), ' '));
        assertEquals("↵", ByteLabel.glyph(new Utf8.Glyph(0, 1, '\n'), '\n'));
        assertEquals("FF", ByteLabel.glyph(new Utf8.Glyph(0, 1, Utf8.Glyph.NO_CHARACTER), 0xFF));
        assertEquals("é", ByteLabel.glyph(new Utf8.Glyph(0, 2, 'é'), 0xC3));
    }

    @Test
    void argumentsAreUnderstoodOrRefusedInASentence() {
        LaunchOptions arguments = LaunchOptions.parse(List.of("--view", "scale", "--size=1600x1000", "--presentation"));
        assertEquals("scale", arguments.get("view").orElseThrow());
        assertEquals(1600, arguments.size().orElseThrow()[0]);
        assertTrue(arguments.has("presentation"));
        assertThrows(BltException.class, () -> LaunchOptions.parse(List.of("--colour", "red")));
        assertThrows(BltException.class, () -> LaunchOptions.parse(List.of("--view")));
        LaunchOptions pink = LaunchOptions.parse(List.of("--theme", "pink"));
        assertThrows(BltException.class, pink::theme);
    }

    @Test
    void commonBeginningsAreFound() {
        assertEquals(0, ByteText.of("abc").commonPrefix(ByteText.of("xbc")));
        assertEquals(2, ByteText.of("ab").commonPrefix(ByteText.of("abc")));
        assertEquals(3, ByteText.of("abc").commonPrefix(ByteText.of("abc")));
    }

    /** A character that a patch begins within can still be read. */
    @Test
    void whereAPatchBeginsWithinACharacterTheMarkLeavesItOut() {
        PatchEdges edges = new PatchEdges(Utf8.glyphs("aé".getBytes(StandardCharsets.UTF_8)));
        assertEquals(1, rectangles(edges, 0));
        assertEquals(1, rectangles(edges, 1));
        assertEquals(2, rectangles(edges, 2), "before the second byte of é");
    }

    private static int rectangles(PatchEdges edges, int at) {
        SvgPen pen = new SvgPen(10, 30);
        edges.draw(pen, at, 3, 0, 1, 20, Color.BLACK);
        return pen.svg().split("<rect", -1).length - 1;
    }

    @Test
    void drawingsAreWrittenWithTheirOpacity() {
        SvgPen pen = new SvgPen(10, 10);
        pen.fill(0, 0, 1.5, 2, Color.web("#ff8000", 0.5));
        assertTrue(pen.svg().contains("width=\"1.5\"") && pen.svg().contains("fill-opacity=\"0.5\""), pen.svg());
    }

    /** From left to right as they are drawn: the first byte at the right, and each code by itself. */
    @Test
    void codesInTextFromRightToLeftStandWhereTheyAreRead() {
        byte[] text = bytes("שלום", 0xFF, 0x81, "עם (ab)");
        BytePieces pieces = BytePieces.of(text);
        assertTrue(pieces.fromRight());
        assertEquals(List.of("(", "ab", ")␣", "עם", " ", "81", " ", "FF", " ", "שלום"), pieces.fromLeft());
        assertEquals("שלום FF 81 עם␣(ab)", pieces.text());
        assertEquals(
                List.of("‹", "אב", " ", "FF", "›"),
                BytePieces.of(bytes(0xFF, "אב")).between("‹", "›").fromLeft());
    }

    @Test
    void textFromLeftToRightIsOnePiece() {
        BytePieces pieces = BytePieces.of(bytes("a", 0xFF, "ש"));
        assertFalse(pieces.fromRight());
        assertEquals(List.of("a FF ש"), pieces.fromLeft());
    }

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof Integer value) {
                bytes.write(value);
            } else {
                bytes.writeBytes(part.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
