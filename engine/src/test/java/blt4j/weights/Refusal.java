package blt4j.weights;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.function.Executable;

/** What is thrown at people who bring a file that cannot be read. */
public final class Refusal {
    private Refusal() {}

    /** Expects a refusal whose sentence has all of these parts. */
    public static void expect(Executable reading, String... parts) {
        String sentence = Objects.requireNonNull(
                assertThrows(CheckpointException.class, reading).getMessage());
        for (String part : parts) {
            assertTrue(sentence.contains(part), () -> "'" + part + "' is not in: " + sentence);
        }
        assertTrue(sentence.endsWith("."), sentence);
        assertFalse(sentence.endsWith(".."), sentence);
    }
}
