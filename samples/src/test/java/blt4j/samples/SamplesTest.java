package blt4j.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.generation.GenerationResult;
import blt4j.model.BundledModels;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Each sample does what it says, with the small bundled model. */
class SamplesTest {
    private static final Path MODEL = BundledModels.find("blt-mini").orElseThrow();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void patchesJoinToTheText() {
        String text = "The patches of a text begin where it is hard to foresee.";
        ShowPatches.show(MODEL, text, out);
        StringBuilder joined = new StringBuilder();
        int patches = 0;
        for (String line : printed().lines().filter(l -> l.contains("»")).toList()) {
            joined.append(line, line.indexOf('»') + 1, line.lastIndexOf('«'));
            patches++;
        }
        assertEquals(text, joined.toString());
        assertTrue(printed().contains(text.length() + " bytes in " + patches + " patches"), this::printed);
    }

    @Test
    void writingGoesOnFromThePrompt() {
        GenerationResult result = WriteText.write(MODEL, "Once upon a time, ", 60, out);
        assertTrue(printed().startsWith("Once upon a time, "), this::printed);
        assertTrue(result.bytes() > 0 && result.bytes() <= 60, result::toString);
        assertTrue(printed().contains("|"), this::printed);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
