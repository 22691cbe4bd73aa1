package blt4j.compute.cpu.thread;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run one task together, the caller being one of them.
 *
 * <p>A decode step has dozens of points where all must wait for all, each a few microseconds after the last, so waiting
 * spins first, lets others have the core next, and parks only when it lasts. Nothing is allocated after the threads have
 * started, and with one thread nothing is waited for at all.
 */
public final class Team implements AutoCloseable {
    /** About fifty microseconds: longer than any wait within a step, short beside a person's patience for heat. */
    private static final int SPINS = 4_000;

    /** How often a core is offered to others before its thread parks; without others about fifty microseconds. */
    private static final int YIELDS = 200;

    /** What every thread of the team runs. */
    public interface Task {
        /** The part of thread {@code thread}, 0 being the caller. */
        void run(int thread);
    }

    private final int size;
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread[] threads;
    private final Waiter[] waiters;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicLong delays = new AtomicLong();
    private volatile int phase;
    private volatile int generation;
    private volatile boolean closed;
    private final Oversubscription oversubscription = new Oversubscription(this);
    private int rounds;
    private long patience = Long.MAX_VALUE;
    private @Nullable Task task;

    /** Whether a thread is parked, or about to be. */
    private static final class Waiter {
        private volatile boolean parked;
    }

    /** Starts {@code size − 1} threads. */
    public Team(int size) {
        this.size = size;
        this.threads = new Thread[size];
        this.waiters = new Waiter[size];
        for (int i = 0; i < size; i++) {
            waiters[i] = new Waiter();
        }
        for (int i = 1; i < size; i++) {
            int thread = i;
            threads[i] = Thread.ofPlatform().daemon().name("blt4j-" + i).unstarted(() -> serve(thread));
        }
        for (int i = 1; i < size; i++) {
            threads[i].start();
        }
    }

    /** How many threads there are, the caller counted. */
    public int size() {
        return size;
    }

    /** Held by the thread that prepares and runs a task: a team runs one task at a time. */
    public ReentrantLock lock() {
        return lock;
    }

    /** Whether its threads have cores to run on. */
    public Oversubscription oversubscription() {
        return oversubscription;
    }

    /** How many nanoseconds threads have waited so far at barriers for others that had no core to run on. */
    long delays() {
        return delays.get();
    }

    /** Runs a task on all threads and returns when all are through. One caller at a time. */
    public void run(Task next) {
        run(next, Long.MAX_VALUE);
    }

    /**
     * Runs a task on all threads and returns when all are through. One caller at a time.
     *
     * @param nanoseconds the longest wait at a barrier that is not taken for a {@linkplain #delays delay}
     */
    public void run(Task next, long nanoseconds) {
        if (size == 1) {
            next.run(0);
            return;
        }
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
        threads[0] = Thread.currentThread();
        if (rounds > 0) {
            awaitFinished();
        }
        finished.set(0);
        patience = nanoseconds;
        task = next;
        rounds++;
        generation = rounds;
        wakeAll(0);
        perform(next, 0);
        rethrow();
    }

    /** After a failure no thread waits at a barrier; when all have left the task, the team can run the next. */
    private void rethrow() {
        Throwable thrown = failure.get();
        if (thrown == null) {
            return;
        }
        awaitFinished();
        arrived.set(0);
        failure.set(null);
        throw new IllegalStateException("a part of a step failed", thrown);
    }

    /** Until the last has left the last task: an instant after its end. */
    private void awaitFinished() {
        for (int spin = 0; finished.get() < size; spin++) {
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else {
                letOthersRun();
            }
        }
    }

    private void perform(Task part, int thread) {
        try {
            part.run(thread);
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            wakeAll(thread);
        }
        if (failure.get() == null) {
            barrier(thread);
        }
        finished.incrementAndGet();
    }

    /** Waits until all threads are here. What each wrote before, all see after. */
    public void barrier(int thread) {
        if (size == 1) {
            return;
        }
        int mine = phase;
        if (arrived.incrementAndGet() == size) {
            arrived.set(0);
            phase = mine + 1;
            wakeAll(thread);
            return;
        }
        for (int spin = 0; spin < SPINS; spin++) {
            if (passed(mine)) {
                return;
            }
            Thread.onSpinWait();
        }
        waitLong(thread, mine);
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted
    private static void letOthersRun() {
        Thread.yield();
    }

    private boolean passed(int mine) {
        return phase != mine || failure.get() != null;
    }

    private void waitLong(int thread, int mine) {
        Waiter waiter = waiters[thread];
        long began = System.nanoTime();
        for (int yields = 0; !passed(mine); yields++) {
            if (yields < YIELDS) {
                letOthersRun();
            } else {
                waiter.parked = true;
                if (!passed(mine)) {
                    LockSupport.park(this);
                }
                waiter.parked = false;
            }
        }
        long waited = System.nanoTime() - began;
        if (waited > patience) {
            delays.addAndGet(waited);
        }
    }

    private void serve(int thread) {
        int seen = 0;
        while (true) {
            seen = awaitGeneration(thread, seen);
            if (closed) {
                return;
            }
            Task part = task;
            if (part != null) {
                perform(part, thread);
            }
        }
    }

    private int awaitGeneration(int thread, int seen) {
        Waiter waiter = waiters[thread];
        for (int spin = 0; generation == seen && !closed; spin++) {
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else if (spin < SPINS + YIELDS) {
                letOthersRun();
            } else {
                waiter.parked = true;
                if (generation == seen && !closed) {
                    LockSupport.park(this);
                }
                waiter.parked = false;
            }
        }
        return generation;
    }

    private void wakeAll(int but) {
        for (int i = 0; i < size; i++) {
            if (i != but && waiters[i].parked) {
                LockSupport.unpark(threads[i]);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        wakeAll(0);
    }
}
