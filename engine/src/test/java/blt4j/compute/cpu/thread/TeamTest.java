package blt4j.compute.cpu.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TeamTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void letsAllSeeWhatEachWroteBeforeABarrier(int size) {
        int[] written = new int[size];
        long[] sums = new long[size];
        try (Team team = new Team(size)) {
            for (int round = 1; round <= 200; round++) {
                int value = round;
                team.run(thread -> {
                    written[thread] = value;
                    team.barrier(thread);
                    long sum = 0;
                    for (int w : written) {
                        sum += w;
                    }
                    sums[thread] = sum;
                    team.barrier(thread);
                });
                for (long sum : sums) {
                    assertEquals((long) size * round, sum);
                }
            }
        }
    }

    @Test
    void wakesThreadsThatFellAsleep() {
        int[] runs = new int[2];
        try (Team team = new Team(2)) {
            for (int i = 0; i < 3; i++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
                team.run(thread -> {
                    if (thread == 0) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
                    }
                    team.barrier(thread);
                    runs[thread]++;
                });
            }
        }
        assertEquals(3, runs[0]);
        assertEquals(3, runs[1]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void reportsAFailureAndWorksOn(int failing) {
        int[] runs = new int[3];
        try (Team team = new Team(3)) {
            for (int i = 1; i <= 20; i++) {
                IllegalStateException thrown = assertThrows(
                        IllegalStateException.class,
                        () -> team.run(thread -> {
                            if (thread == failing) {
                                throw new UnsupportedOperationException("broken");
                            }
                            team.barrier(thread);
                        }));
                assertEquals("broken", Objects.requireNonNull(thrown.getCause()).getMessage());
                team.run(thread -> {
                    team.barrier(thread);
                    runs[thread]++;
                });
                assertEquals(3 * i, runs[0] + runs[1] + runs[2]);
            }
        }
    }
}
