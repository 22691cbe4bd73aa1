package blt4j.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.device.Precision;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.stage.Stage;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FallbackBackendTest {
    private static final Buffer CHAIN = Buffer.byteCache("chain", 1, 0);
    private static final Program PROGRAM =
            new Program("chain", Stage.ENTROPY_MODEL, Program.Unit.BYTE, 0, List.of(), List.of(CHAIN));

    private static final Program OTHER =
            new Program("other", Stage.ENTROPY_MODEL, Program.Unit.BYTE, 0, List.of(), List.of(CHAIN));

    @Test
    void carriesOnFromTheSamePosition() {
        Faulty device = new Faulty("device", 3);
        Faulty cpu = new Faulty("cpu", Integer.MAX_VALUE);
        try (FallbackBackend backend = new FallbackBackend(device, () -> cpu);
                Executor executor = load(backend);
                TextCaches text = executor.allocate(Capacity.of(20));
                TextCaches other = executor.allocate(Capacity.of(20))) {
            append(executor, other, 0, 9);
            append(executor, text, 0, 5, 6, 7);
            append(executor, text, 1, 8);
            assertEquals("device", backend.describe());
            append(executor, text, 2, 3);
            assertEquals("cpu", backend.describe());
            assertEquals(chain(5, 8, 3), read(executor, text, 2));
            assertEquals(chain(9), read(executor, other, 0));
            append(executor, other, 1, 4);
            assertEquals(chain(9, 4), read(executor, other, 1));
        }
        assertTrue(device.closed && cpu.closed);
    }

    @Test
    void aFailedReadIsRepeated() {
        Faulty device = new Faulty("device", Integer.MAX_VALUE);
        try (FallbackBackend backend = new FallbackBackend(device, () -> new Faulty("cpu", Integer.MAX_VALUE));
                Executor executor = load(backend);
                TextCaches text = executor.allocate(Capacity.of(20))) {
            append(executor, text, 0, 5, 6);
            device.failsReading = true;
            assertEquals(chain(5, 6), read(executor, text, 1));
        }
    }

    @Test
    void copiesGoOnByThemselves() {
        Faulty device = new Faulty("device", 3);
        try (FallbackBackend backend = new FallbackBackend(device, () -> new Faulty("cpu", Integer.MAX_VALUE));
                Executor executor = load(backend);
                TextCaches text = executor.allocate(Capacity.of(20))) {
            append(executor, text, 0, 5, 6);
            try (TextCaches copy = text.copy(2, 0)) {
                append(executor, copy, 2, 7);
                append(executor, text, 2, 8);
                append(executor, text, 3, 1);
                assertEquals(chain(5, 6, 8, 1), read(executor, text, 3));
                assertEquals(chain(5, 6, 7), read(executor, copy, 2));
            }
        }
    }

    /** Wherever among the texts of a run the device fails, no row is lost and none is there twice. */
    @Test
    void whatFailedTogetherIsRepeated() {
        for (int runs = 0; runs <= 8; runs++) {
            Faulty device = new Faulty("device", runs);
            try (FallbackBackend backend = new FallbackBackend(device, () -> new Faulty("cpu", Integer.MAX_VALUE));
                    Executor executor = load(backend)) {
                assertEquals(3, executor.reserve(Capacity.of(20), 3));
                List<TextCaches> texts = Stream.generate(() -> executor.allocate(Capacity.of(20)))
                        .limit(3)
                        .toList();
                append(executor, texts.get(2), 0, 9);
                for (int step = 1; step <= 2; step++) {
                    List<TextRows> parts = new ArrayList<>();
                    for (int text = 0; text < 3; text++) {
                        Rows rows = new Rows(1).cover(text == 2 ? step : step - 1, 1);
                        rows.of(RowInput.ID)[0] = 2 * text + step;
                        parts.add(new TextRows(texts.get(text), rows));
                    }
                    executor.runTogether(PROGRAM, parts);
                }
                assertEquals(runs < 7 ? "cpu" : "device", backend.describe());
                assertEquals(chain(1, 2), read(executor, texts.get(0), 1));
                assertEquals(chain(3, 4), read(executor, texts.get(1), 1));
                assertEquals(chain(9, 5, 6), read(executor, texts.get(2), 2));
            }
        }
    }

    @Test
    void whatTheDeviceWasToDecideTheSecondDecides() {
        for (int runs = 0; runs <= 4; runs++) {
            for (float least : new float[] {5, 50}) {
                assertEquals(decided(Integer.MAX_VALUE, least), decided(runs, least), "after " + runs + " runs");
            }
        }
    }

    /** Two numbers that depend on another which is 17: one is there only if it exceeds that, the other is 7 then, else 4. */
    private static List<Float> decided(int runs, float least) {
        Faulty device = new Faulty("device", runs);
        device.decides = true;
        try (FallbackBackend backend = new FallbackBackend(device, () -> new Faulty("cpu", Integer.MAX_VALUE));
                Executor executor = load(backend);
                TextCaches text = executor.allocate(Capacity.of(20))) {
            append(executor, text, 0, 17);
            Condition condition = new Condition(PROGRAM, CHAIN, least, 1, 2);
            Rows rows = new Rows(1);
            rows.cover(1, 1).of(RowInput.ID)[0] = 3;
            executor.run(OTHER, text, rows.when(condition));
            rows.cover(2, 1).of(RowInput.ID)[0] = 4;
            executor.run(OTHER, text, rows.when(condition, RowInput.ID, 7));
            assertEquals(17, read(executor, text, 0));
            device.failsReading = true;
            return List.of(read(executor, text, 1), read(executor, text, 2));
        }
    }

    @Test
    void whatBothRefuseIsSaid() {
        try (FallbackBackend backend = new FallbackBackend(new Faulty("device", 0), () -> new Faulty("cpu", 0));
                Executor executor = load(backend);
                TextCaches text = executor.allocate(Capacity.of(20))) {
            BltException e = assertThrows(BltException.class, () -> append(executor, text, 0, 5));
            assertEquals("cpu failed.", e.getMessage());
        }
    }

    private static Executor load(Backend backend) {
        return backend.load(List.of(PROGRAM), new NoWeights(), Precision.STORED);
    }

    private static void append(Executor executor, TextCaches caches, int start, int... ids) {
        Rows rows = new Rows(executor.maxRows()).cover(start, ids.length);
        System.arraycopy(ids, 0, rows.of(RowInput.ID), 0, ids.length);
        executor.run(PROGRAM, caches, rows);
    }

    private static float read(Executor executor, TextCaches caches, int row) {
        float[] value = new float[1];
        executor.read(PROGRAM, caches, CHAIN, row, 1, value, 0);
        return value[0];
    }

    private static float chain(int... ids) {
        float value = 0;
        for (int id : ids) {
            value = 3 * value + id;
        }
        return value;
    }

    /** Computes {@link #chain} over its cache, so that a lost or doubled row shows, and fails after some runs. */
    private static final class Faulty implements Backend, Executor {
        private final String name;
        private int runsLeft;
        private boolean failsReading;
        private boolean decides;
        private boolean closed;

        Faulty(String name, int runs) {
            this.name = name;
            this.runsLeft = runs;
        }

        @Override
        public String describe() {
            return name;
        }

        @Override
        public Executor load(List<Program> programs, Weights weights, Precision precision) {
            return this;
        }

        @Override
        public MachineLimits measureLimits() {
            return new MachineLimits(1, 1);
        }

        @Override
        public Ahead ahead() {
            return decides ? Ahead.BOTH : Ahead.NOTHING;
        }

        @Override
        public int maxRows() {
            return 8;
        }

        @Override
        public TextCaches allocate(Capacity capacity) {
            return new Chain(capacity, new float[capacity.bytes()]);
        }

        @Override
        public long memoryBytes(Capacity capacity) {
            return 4L * capacity.bytes();
        }

        @Override
        public long weightBytes() {
            return 0;
        }

        @Override
        public void run(Program program, TextCaches caches, Rows rows) {
            if (runsLeft-- <= 0) {
                throw new BltException(name + " failed.");
            }
            float[] cache = ((Chain) caches).cache;
            if (rows.dependence().isPresent() && !decides) {
                throw new IllegalStateException("nobody decided");
            }
            if (!rows.settle(condition -> condition.holds(cache[0]))) {
                return;
            }
            for (int r = 0; r < rows.count(); r++) {
                int position = rows.start() + r;
                float before = position == 0 ? 0 : cache[position - 1];
                cache[position] = 3 * before + rows.of(RowInput.ID)[r];
            }
        }

        @Override
        public void read(
                Program program, TextCaches caches, Buffer output, int row, int count, float[] into, int offset) {
            if (failsReading) {
                throw new BltException(name + " cannot read.");
            }
            System.arraycopy(((Chain) caches).cache, row, into, offset, count);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class Chain implements TextCaches {
        private final Capacity capacity;
        private final float[] cache;

        Chain(Capacity capacity, float[] cache) {
            this.capacity = capacity;
            this.cache = cache;
        }

        @Override
        public Capacity capacity() {
            return capacity;
        }

        @Override
        public long byteSize() {
            return 4L * cache.length;
        }

        @Override
        public TextCaches copy(int bytes, int patches) {
            return new Chain(capacity, Arrays.copyOf(cache, cache.length));
        }

        @Override
        public void close() {}
    }

    private static final class NoWeights implements Weights {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Optional<Tensor> find(String name) {
            return Optional.empty();
        }

        @Override
        public String describe() {
            return "none";
        }

        @Override
        public void close() {}
    }
}
