package blt4j.cli.option;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void readsWhatTheLocaleLost() {
        byte[] commandLine = "java\0-cp\0lib\0Main\0patch\0naïve 字\0".getBytes(UTF_8);
        assertArrayEquals(
                new String[] {"patch", "naïve 字"}, Arguments.exact(new String[] {"patch", "na??ve ???"}, commandLine));
    }

    @Test
    void keepsBytesThatAreNoUtf8() {
        byte[] commandLine = "java\0patch\0caf\u00E9 \u00E5\u00AD\u0097\0".getBytes(ISO_8859_1);
        String text = Arguments.exact(new String[] {"patch", "caf? ?"}, commandLine)[1];
        assertArrayEquals("caf\u00E9 \u00E5\u00AD\u0097".getBytes(ISO_8859_1), Arguments.bytes(text));
    }

    @Test
    void keepsEmptyArguments() {
        byte[] commandLine = "java\0generate\0\0é\0".getBytes(UTF_8);
        assertArrayEquals(
                new String[] {"generate", "", "é"}, Arguments.exact(new String[] {"generate", "", "?"}, commandLine));
    }

    @Test
    void leavesAsciiAlone() {
        String[] args = {"patch", "hello"};
        assertSame(args, Arguments.exact(args));
    }

    @Test
    void encodesCharactersBeyondTheBasicPlane() {
        assertArrayEquals("🦊".getBytes(UTF_8), Arguments.bytes("🦊"));
    }
}
