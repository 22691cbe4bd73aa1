package blt4j.compute;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.device.Precision;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.weights.Weights;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A backend that may fail, with another that takes over where it does: a device that is lost, out of memory or refuses a
 * kernel costs a pause and a warning, and no text. Every text's runs are recorded as the integers that they came with,
 * a few dozen bytes a row; the second backend repeats them and goes on from the same position.
 */
final class FallbackBackend implements Backend {
    private static final System.Logger LOGGER = System.getLogger(FallbackBackend.class.getName());

    private final Backend first;
    private final Supplier<Backend> openSecond;
    private Optional<Backend> second = Optional.empty();

    /**
     * Prefers a backend.
     *
     * @param first runs everything until it throws a {@link BltException}
     * @param openSecond opens the backend that takes over; asked at most once
     */
    FallbackBackend(Backend first, Supplier<Backend> openSecond) {
        this.first = first;
        this.openSecond = openSecond;
    }

    @Override
    public String describe() {
        return second.orElse(first).describe();
    }

    @Override
    public Executor load(List<Program> programs, Weights weights, Precision precision) {
        if (second.isPresent()) {
            return second.get().load(programs, weights, precision);
        }
        try {
            Executor executor = first.load(programs, weights, precision);
            return new FallbackExecutor(executor, () -> second().load(programs, weights, precision));
        } catch (BltException e) {
            warn(e);
            return second().load(programs, weights, precision);
        }
    }

    @Override
    public boolean remote() {
        return second.orElse(first).remote();
    }

    @Override
    public void warmUp() {
        second.orElse(first).warmUp();
    }

    @Override
    public MachineLimits measureLimits() {
        return second.orElse(first).measureLimits();
    }

    private Backend second() {
        if (second.isEmpty()) {
            second = Optional.of(openSecond.get());
        }
        return second.get();
    }

    /** Says what failed, and that it goes on. */
    static void warn(BltException e) {
        LOGGER.log(
                Level.WARNING,
                Foreign.shown(String.valueOf(e.getMessage())) + " Another backend carries on from the same position.");
    }

    @Override
    public void close() {
        first.close();
        second.ifPresent(Backend::close);
    }

    /** Runs on the first executor until it fails, and then on the second. */
    private static final class FallbackExecutor implements Executor {
        private final ReentrantLock lock = new ReentrantLock();
        private final Executor first;
        private final Supplier<Executor> loadSecond;
        private Optional<Executor> second = Optional.empty();

        FallbackExecutor(Executor first, Supplier<Executor> loadSecond) {
            this.first = first;
            this.loadSecond = loadSecond;
        }

        private Executor active() {
            return second.orElse(first);
        }

        /** Whether a text's caches are the failed executor's. */
        private boolean leftBehind(RecordedCaches text) {
            return second.isPresent() && !text.held.bySecond();
        }

        @Override
        public int maxRows() {
            return first.maxRows();
        }

        @Override
        public TextCaches allocate(Capacity capacity) {
            return locked(() -> new RecordedCaches(this, capacity, allocateOn(capacity), new RunLog()));
        }

        @Override
        public int reserve(Capacity capacity, int texts) {
            return locked(() -> {
                if (second.isEmpty()) {
                    try {
                        return first.reserve(capacity, texts);
                    } catch (BltException e) {
                        takeOver(e);
                    }
                }
                return active().reserve(capacity, texts);
            });
        }

        /** Caches for a text; on the second executor if the first has no room. */
        private Held allocateOn(Capacity capacity) {
            if (second.isEmpty()) {
                try {
                    return new Held(false, first.allocate(capacity));
                } catch (BltException e) {
                    takeOver(e);
                }
            }
            return new Held(true, active().allocate(capacity));
        }

        private void takeOver(BltException e) {
            warn(e);
            Executor executor = loadSecond.get();
            if (executor.maxRows() < first.maxRows()) {
                executor.close();
                throw e;
            }
            second = Optional.of(executor);
        }

        @Override
        public long memoryBytes(Capacity capacity) {
            return active().memoryBytes(capacity);
        }

        @Override
        public long weightBytes() {
            return active().weightBytes();
        }

        @Override
        public long deviceBytes() {
            return active().deviceBytes();
        }

        @Override
        public void startProfile() {
            active().startProfile();
        }

        @Override
        public Optional<DeviceProfile> stopProfile() {
            return active().stopProfile();
        }

        @Override
        public Ahead ahead() {
            return active().ahead();
        }

        @Override
        public void run(Program program, TextCaches caches, Rows rows) {
            locked(() -> {
                RecordedCaches text = (RecordedCaches) caches;
                text.log.add(program, rows);
                if (leftBehind(text)) {
                    move(text);
                } else {
                    attempt(text, () -> runOn(active(), program, text.held.caches(), rows));
                }
                return text;
            });
        }

        @Override
        public int textsTogether() {
            return active().textsTogether();
        }

        /** Together but for texts that the failed executor had, whose runs are repeated. */
        @Override
        public void runTogether(Program program, List<TextRows> parts) {
            locked(() -> {
                List<TextRows> held = new ArrayList<>();
                for (TextRows part : parts) {
                    RecordedCaches text = (RecordedCaches) part.caches();
                    text.log.add(program, part.rows());
                    if (leftBehind(text)) {
                        move(text);
                    } else {
                        held.add(new TextRows(text.held.caches(), part.rows()));
                    }
                }
                try {
                    active().runTogether(program, held);
                } catch (BltException e) {
                    if (second.isPresent()) {
                        throw e;
                    }
                    takeOver(e);
                    parts.forEach(part -> move((RecordedCaches) part.caches()));
                }
                return parts;
            });
        }

        @Override
        public void read(
                Program program, TextCaches caches, Buffer output, int row, int count, float[] into, int offset) {
            locked(() -> {
                RecordedCaches text = (RecordedCaches) caches;
                Runnable read = () -> active().read(program, text.held.caches(), output, row, count, into, offset);
                if (leftBehind(text)) {
                    move(text);
                }
                if (!attempt(text, read)) {
                    read.run();
                }
                if (count == 1 && text.log.open()) {
                    text.log.settle(program, output, into[offset]);
                }
                return text;
            });
        }

        /** Runs rows whose condition an executor that does not look at conditions itself may have to be told, as after a fall back. */
        private static void runOn(Executor executor, Program program, TextCaches caches, Rows rows) {
            if (executor.ahead() == Ahead.BOTH || rows.settle(condition -> condition.holds(executor, caches))) {
                executor.run(program, caches, rows);
            }
        }

        /** Does something on the text's executor; where that fails, moves the text to the second instead. */
        private boolean attempt(RecordedCaches text, Runnable work) {
            try {
                work.run();
                return true;
            } catch (BltException e) {
                if (second.isPresent()) {
                    throw e;
                }
                takeOver(e);
                move(text);
                return false;
            }
        }

        /** Gives a text caches of the active executor, by repeating its runs. */
        private void move(RecordedCaches text) {
            TextCaches caches = active().allocate(text.capacity);
            text.log.repeat(active(), caches);
            abandon(text.held.caches());
            text.held = new Held(true, caches);
        }

        private static void abandon(TextCaches caches) {
            try {
                caches.close();
            } catch (RuntimeException e) {
                LOGGER.log(Level.DEBUG, "the failed backend did not take its memory back", e);
            }
        }

        private <T> T locked(Supplier<T> work) {
            lock.lock();
            try {
                return work.get();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            if (second.isEmpty()) {
                first.close();
                return;
            }
            second.get().close();
            try {
                first.close();
            } catch (RuntimeException e) {
                LOGGER.log(Level.DEBUG, "the failed backend did not close", e);
            }
        }
    }

    /** Caches, and whether they are the second executor's. */
    private record Held(boolean bySecond, TextCaches caches) {}

    /** A text's caches, wherever they are, and what it takes to make them again. */
    private static final class RecordedCaches implements TextCaches {
        private final FallbackExecutor executor;
        private final Capacity capacity;
        private final RunLog log;
        private Held held;

        RecordedCaches(FallbackExecutor executor, Capacity capacity, Held held, RunLog log) {
            this.executor = executor;
            this.capacity = capacity;
            this.held = held;
            this.log = log;
        }

        @Override
        public Capacity capacity() {
            return capacity;
        }

        @Override
        public long byteSize() {
            return held.caches().byteSize() + log.byteSize();
        }

        @Override
        public TextCaches copy(int bytes, int patches) {
            return executor.locked(() -> {
                if (executor.leftBehind(this)) {
                    executor.move(this);
                }
                try {
                    TextCaches copy = held.caches().copy(bytes, patches);
                    return new RecordedCaches(executor, capacity, new Held(held.bySecond(), copy), log.copy());
                } catch (BltException e) {
                    if (executor.second.isPresent()) {
                        throw e;
                    }
                    executor.takeOver(e);
                    executor.move(this);
                    return copy(bytes, patches);
                }
            });
        }

        @Override
        public void close() {
            executor.locked(() -> {
                held.caches().close();
                return this;
            });
        }
    }
}
