package blt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.Foreign;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Interruption;
import blt4j.cli.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others wrote reaches no terminal as a command, and what was not written is not called written. */
class ForeignStringsTest {
    private static final String EVIL = "a\u001b]52;c;aGk=\u0007b\u001b[2Jc\u009b31md\u202ee";

    private static void requireHarmless(String text) {
        assertTrue(
                text.chars().allMatch(c -> c == '\n' || c == '\t' || (c >= ' ' && c != 0x7F && (c < 0x80 || c > 0x9F))),
                text);
        assertFalse(text.contains("\u202e"), text);
    }

    @Test
    void showsControlCharactersAsSigns() {
        assertEquals("a\u241b]52;c;aGk=\u2407b\u241b[2Jc\\u009B31md\\u202Ee", Foreign.shown(EVIL));
        assertEquals("gr\u00fcn \u4e2d\n\t\ud83d\ude00", Foreign.shown("gr\u00fcn \u4e2d\n\t\ud83d\ude00"));
    }

    @Test
    void argumentsAndFileNamesAreShownAsSigns() {
        for (String[] args : new String[][] {
            {"info", "--model", "/none/" + EVIL},
            {"annotate", "--model", Cli.model("hf-tiny"), "/none/" + EVIL},
            {EVIL},
            {"patch", "--" + EVIL},
        }) {
            Cli.Result result = Cli.PIPED.run(args);
            assertEquals(ExitCode.BAD_INPUT, result.code());
            requireHarmless(result.err());
        }
    }

    @Test
    void tensorNamesAreShownAsSigns(@TempDir Path folder) throws IOException {
        Files.copy(Path.of(Cli.model("hf-tiny")).resolve("config.json"), folder.resolve("config.json"));
        byte[] header = ("{\"a\\u001b]52;c;aGk=\\u0007\": {\"dtype\": \"F\\u001b[2J\", \"shape\": [1],"
                        + " \"data_offsets\": [0, 4]}}")
                .getBytes(UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        Files.write(folder.resolve("model.safetensors"), file.array());
        Cli.Result result = Cli.PIPED.run("info", "--model", folder.toString());
        assertEquals(ExitCode.BAD_INPUT, result.code());
        assertTrue(result.err().contains("\u241b"), result.err());
        requireHarmless(result.err());
    }

    @Test
    void whatCannotBeWrittenIsTold() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        for (String[] args :
                new String[][] {{}, {"--help"}, {"--version"}, {"patch", "--help"}, {"annotate", "--help"}}) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Console console = new Console(
                    new ByteArrayInputStream(new byte[0]),
                    full,
                    new PrintStream(err, true, UTF_8),
                    Terminal.NONE,
                    new Interruption());
            assertEquals(ExitCode.FAILED, Main.run(args, console));
            assertTrue(err.toString(UTF_8).contains("No space left on device"), err.toString(UTF_8));
        }
    }
}
