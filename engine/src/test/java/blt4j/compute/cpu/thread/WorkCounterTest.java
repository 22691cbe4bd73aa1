package blt4j.compute.cpu.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkCounterTest {
    private static final int PARTS = 10_000;
    private static final int THREADS = 3;

    @Test
    void givesEachPartToOneThread() {
        WorkCounter claims = new WorkCounter();
        AtomicIntegerArray takers = new AtomicIntegerArray(PARTS);
        try (Team team = new Team(THREADS)) {
            team.run(thread -> {
                for (int part = claims.next(1); part < PARTS; part = claims.next(1)) {
                    takers.incrementAndGet(part);
                }
            });
        }
        for (int part = 0; part < PARTS; part++) {
            assertEquals(1, takers.get(part), "takers of part " + part);
        }
    }

    @Test
    void beginsAnewWithEachRunEvenIfTheLastBrokeOff() {
        WorkCounter claims = new WorkCounter();
        assertEquals(0, claims.next(7));
        assertEquals(1, claims.next(7));
        assertEquals(0, claims.next(8));
        assertEquals(1, claims.next(8));
        assertEquals(0, claims.next(-1));
        assertEquals(1, claims.next(-1));
    }
}
