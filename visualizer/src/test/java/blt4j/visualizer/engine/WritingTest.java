package blt4j.visualizer.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.visualizer.engine.Writing.Timing;
import org.junit.jupiter.api.Test;

class WritingTest {
    /** A stage's time and the rate stand side by side, and have to be of the same bytes. */
    @Test
    void timesAreThoseOfLate() {
        Timing timing = Timing.ZERO.with(50_000_000); // while the JVM compiled
        assertEquals(50_000, timing.microseconds());
        for (int i = 0; i < 100; i++) {
            timing = timing.with(400_000);
        }
        assertEquals(101, timing.runs());
        assertEquals(400, timing.microseconds(), 5);
    }

    @Test
    void whatBelongsToARunMakesItLongerAndNoRunMore() {
        Timing timing = Timing.ZERO.with(300_000).longer(100_000);
        assertEquals(1, timing.runs());
        assertEquals(400, timing.microseconds());
        for (int i = 0; i < 100; i++) {
            timing = timing.with(300_000).longer(100_000);
        }
        assertEquals(400, timing.microseconds(), 1);
    }
}
