package blt4j.compute.cpu.thread;

/**
 * Whether other work keeps a core that a team of threads counts on, so that short runs are better done by the caller
 * alone.
 *
 * <p>A decode step has dozens of barriers. While every thread has a core they cost a tenth of a microsecond each; when
 * one thread has to wait for its core (another program runs, or the JVM's compiler does in its first seconds), each
 * costs a time slice of the scheduler, a few milliseconds, and two threads are many times slower than one. When such
 * delays take a quarter of the time, the caller works alone for a while, twice as long each time, and then tries the team
 * again.
 */
public final class Oversubscription {
    private static final long SHORTEST_PAUSE = 20_000_000;
    private static final long LONGEST_PAUSE = 500_000_000;

    /** How long threads that slept may take until each has found a core. */
    private static final long GRACE = 3_000_000;

    /** One part of the time may go into delays. */
    private static final int PART = 4;

    /** The most nanoseconds of delay that a time without any earns. */
    private static final long MOST_CREDIT = 8_000_000;

    private final Team team;
    private long delays;
    private long credit;
    private long pause = SHORTEST_PAUSE;
    private State state = State.TOGETHER;
    private long since = System.nanoTime();
    private long seen = since;

    private enum State {
        TOGETHER,
        ALONE,
        GATHERING
    }

    Oversubscription(Team team) {
        this.team = team;
    }

    /** Whether the caller should work alone. */
    public boolean alone() {
        if (team.size() == 1) {
            return true;
        }
        if (state == State.ALONE && System.nanoTime() - since > pause) {
            enter(State.GATHERING, System.nanoTime());
        }
        return state == State.ALONE;
    }

    /** Looks how a run of the whole team went. */
    public void ranTogether() {
        long now = System.nanoTime();
        long delay = team.delays() - delays;
        delays += delay;
        if (state == State.GATHERING) {
            if (now - since > GRACE) {
                credit = 0;
                enter(State.TOGETHER, now);
            }
        } else {
            credit = Math.min(MOST_CREDIT, credit + (now - seen) / PART) - delay;
            if (credit < 0) {
                pause = now - since < pause ? Math.min(LONGEST_PAUSE, 2 * pause) : SHORTEST_PAUSE;
                enter(State.ALONE, now);
            }
        }
        seen = now;
    }

    private void enter(State next, long now) {
        state = next;
        since = now;
    }
}
