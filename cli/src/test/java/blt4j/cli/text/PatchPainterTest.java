package blt4j.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.cli.console.Colors;
import blt4j.cli.console.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PatchPainterTest {
    private static final String PALE_AMBER = "\u001B[38;5;16;48;5;230m";
    private static final String PALE_BLUE = "\u001B[38;5;16;48;5;195m";
    private static final String DEEP_BLUE = "\u001B[38;5;231;48;5;26m";
    private static final String RESET = "\u001B[0m";

    /** Patches that begin at given bytes; an entropy for the byte where they begin, and none elsewhere. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Fixed(float entropy, int... begins) implements PatchPainter.Bytes {
        @Override
        public boolean beginsPatch(int index) {
            for (int begin : begins) {
                if (begin == index) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public float entropy(int index) {
            return beginsPatch(index) ? entropy : 0;
        }
    }

    private static String paint(byte[] text, int columns, boolean terminal, Colors colors, Fixed bytes)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PatchPainter painter = new PatchPainter(new Output(out), columns, terminal, colors);
        painter.paint(text, bytes);
        painter.finish();
        return out.toString(UTF_8);
    }

    private static String plain(String text, int... begins) throws IOException {
        return paint(text.getBytes(UTF_8), 0, false, Colors.NONE, new Fixed(1, begins));
    }

    @Test
    void partsPatchesByBarsWhereThereAreNoColours() throws IOException {
        assertEquals("One│ fish│ two\n", plain("One fish two", 0, 3, 8));
    }

    @Test
    void keepsLinesAndTabsInAPipe() throws IOException {
        assertEquals("if│ x:\n│\ty\n", plain("if x:\n\ty\n", 0, 2, 6));
    }

    @Test
    void showsAPatchThatBeginsWithinACharacterAsADot() throws IOException {
        assertEquals("字│·节│·│·\n", plain("字节", 0, 2, 4, 5));
    }

    @Test
    void alternatesColoursAndShadesByEntropy() throws IOException {
        String painted = paint("abcd".getBytes(UTF_8), 80, true, Colors.INDEXED, new Fixed(5, 0, 2));
        assertEquals(
                "\u001B[38;5;16;48;5;208ma" + RESET + PALE_AMBER + "b" + RESET + DEEP_BLUE + "c" + RESET + PALE_BLUE
                        + "d" + RESET + "\n",
                painted);
    }

    @Test
    void boldStandsForDeepWhereThereAreEightColours() throws IOException {
        String painted = paint("ab".getBytes(UTF_8), 80, true, Colors.BASIC, new Fixed(3, 0));
        assertEquals("\u001B[30;43;1ma" + RESET + "\u001B[30;43mb" + RESET + "\n", painted);
    }

    @Test
    void breaksLinesAtTheWidthAndColoursEndWithThem() throws IOException {
        String painted = paint("abcde".getBytes(UTF_8), 3, true, Colors.INDEXED, new Fixed(0, 0));
        assertEquals(PALE_AMBER + "abc" + RESET + "\n" + PALE_AMBER + "de" + RESET + "\n", painted);
    }

    @Test
    void aWideCharacterDoesNotStickOut() throws IOException {
        assertEquals("a字\nb\n", paint("a字b".getBytes(UTF_8), 3, true, Colors.NONE, new Fixed(0)));
        assertEquals("ab\n字\n", paint("ab字".getBytes(UTF_8), 3, true, Colors.NONE, new Fixed(0)));
    }

    @Test
    void aMarkStaysWithTheLetterBeforeIt() throws IOException {
        assertEquals("abe\u0301\n", paint("abe\u0301".getBytes(UTF_8), 3, true, Colors.NONE, new Fixed(0)));
    }

    @Test
    void makesNewlinesAndTabsVisibleOnATerminal() throws IOException {
        String painted = paint("a\tb\nc".getBytes(UTF_8), 80, true, Colors.INDEXED, new Fixed(0, 0));
        assertEquals(PALE_AMBER + "a→  b↵" + RESET + "\n" + PALE_AMBER + "c" + RESET + "\n", painted);
    }

    @Test
    void sendsNoEscapesOfTheTextToTheTerminal() throws IOException {
        assertEquals("␛[31mred\n", paint("\u001B[31mred".getBytes(UTF_8), 0, false, Colors.NONE, new Fixed(0)));
    }

    @Test
    void showsBytesThatAreNoText() throws IOException {
        assertEquals("\\xFF│\\xFE\n", paint(new byte[] {-1, -2}, 0, false, Colors.NONE, new Fixed(0, 0, 1)));
    }
}
