package blt4j.compute.cpu.thread;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OversubscriptionTest {
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(1);

    @Test
    void aDelayMakesTheCallerWorkAloneForAWhile() {
        try (Team team = new Team(2)) {
            Oversubscription oversubscription = team.oversubscription();
            assertFalse(oversubscription.alone());
            delay(team);
            oversubscription.ranTogether();
            assertTrue(oversubscription.alone());
            while (oversubscription.alone()) {
                LockSupport.parkNanos(PATIENCE);
            }
            delay(team);
            oversubscription.ranTogether();
            assertFalse(oversubscription.alone(), "threads that were just woken may take their time");
        }
    }

    @Test
    void aWaitWithinPatienceIsNoDelay() {
        try (Team team = new Team(2)) {
            team.run(thread -> pauseOf(thread), TimeUnit.MINUTES.toNanos(1));
            team.oversubscription().ranTogether();
            assertFalse(team.oversubscription().alone());
        }
    }

    @Test
    void oneThreadIsAlwaysAlone() {
        try (Team team = new Team(1)) {
            assertTrue(team.oversubscription().alone());
        }
    }

    /** As if thread 1 had no core for longer than any credit. */
    private static void delay(Team team) {
        team.run(thread -> pauseOf(thread), PATIENCE);
    }

    private static void pauseOf(int thread) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(40);
        while (thread == 1 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }
}
