package blt4j.visualizer.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.visualizer.state.ByteText;
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

    @Test
    void linesBreakAfterNewlinesAndAtSpaces() {
        StripLayout layout = StripLayout.of(ByteText.of("one\n\ntwo three"), 8);
        assertEquals(5, layout.begin(1), "both newlines stay with the line they end");
        assertEquals(9, StripLayout.of(ByteText.of("two four five six"), 10).begin(1), "after the space");
    }
}
