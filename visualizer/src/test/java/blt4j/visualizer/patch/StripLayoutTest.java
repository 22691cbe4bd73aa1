package blt4j.visualizer.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.visualizer.state.ByteText;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripLayoutTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a\n\nb\n", "the quick brown fox jumps over the lazy dog", "字节潜在变换器直接读取字节，而不是词元。"})
    void linesCoverTheTextWithoutGapsAndFit(String string) {
        ByteText text = ByteText.of(string);
        for (int columns = 8; columns < 40; columns++) {
            StripLayout layout = StripLayout.of(text, columns);
            int at = 0;
            for (int line = 0; line < layout.lines(); line++) {
                assertEquals(at, layout.begin(line));
                at = layout.end(line);
                int length = at - layout.begin(line);
                assertTrue(length <= columns && (length > 0 || text.length() == 0));
                assertTrue(at == text.length() || (text.at(at) & 0xC0) != 0x80, "a character is cut");
                for (int i = layout.begin(line); i < at; i++) {
                    assertEquals(line, layout.lineOf(i));
                }
            }
            assertEquals(text.length(), at);
        }
    }

    @Test
    void bytesThatAreNoCharactersStillBreak() {
        byte[] continuations = new byte[100];
        java.util.Arrays.fill(continuations, (byte) 0x80);
        StripLayout layout = StripLayout.of(ByteText.of(continuations), 10);
        assertEquals(10, layout.lines());
    }

    /** Texts of a few characters, so that edits often leave some of the lines as they were. */
    @Test
    void anEditedTextIsSetAsIfItWereNew() {
        Random random = new Random(7);
        String[] signs = {"a", "b", " ", " ", "\n", "é", "世", "a", "b", "c"};
        StringBuilder string = new StringBuilder();
        StripLayout layout = StripLayout.of(ByteText.EMPTY, 12);
        for (int edit = 0; edit < 3_000; edit++) {
            int from = random.nextInt(string.length() + 1);
            int to = Math.min(string.length(), from + (string.length() > 200 ? random.nextInt(60) : random.nextInt(3)));
            StringBuilder typed = new StringBuilder();
            for (int i = random.nextInt(random.nextInt(20) == 0 ? 40 : 3); i > 0; i--) {
                typed.append(signs[random.nextInt(signs.length)]);
            }
            string.replace(from, to, typed.toString());
            ByteText text = ByteText.of(string.toString());
            layout = layout.with(text);
            assertEquals(starts(StripLayout.of(text, 12)), starts(layout), string.toString());
        }
    }

    private static List<Integer> starts(StripLayout layout) {
        return IntStream.range(0, layout.lines()).mapToObj(layout::begin).toList();
    }

    @Test
    void linesBreakAfterNewlinesAndAtSpaces() {
        StripLayout layout = StripLayout.of(ByteText.of("one\n\ntwo three"), 8);
        assertEquals(5, layout.begin(1), "both newlines stay with the line they end");
        assertEquals(9, StripLayout.of(ByteText.of("two four five six"), 10).begin(1), "after the space");
    }

    /** Nine bytes after seventy-two would be a scrap; the two lines share them. */
    @Test
    void aParagraphDoesNotEndInAScrap() {
        String paragraph = "word ".repeat(16) + "a";
        StripLayout layout = StripLayout.of(ByteText.of(paragraph + "\n"), 72);
        assertEquals(2, layout.lines());
        assertTrue(layout.end(1) - layout.begin(1) > 30, layout.begin(1) + " bytes before");
        StripLayout three = StripLayout.of(ByteText.of(paragraph + " " + paragraph + "\n"), 72);
        assertTrue(three.end(three.lines() - 1) - three.begin(three.lines() - 1) > 12);
    }

    /** A flag is two characters, a family seven. */
    @Test
    void linesDoNotBreakWithinWhatAReaderTakesForOneCharacter() {
        String flags = "🇨🇳".repeat(9);
        StripLayout layout = StripLayout.of(ByteText.of(flags), 20);
        for (int line = 0; line < layout.lines(); line++) {
            assertEquals(0, layout.begin(line) % 8);
        }
    }
}
