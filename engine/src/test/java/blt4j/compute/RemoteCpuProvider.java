package blt4j.compute;

import blt4j.compute.cpu.CpuBackend;
import blt4j.device.BackendOptions;
import blt4j.device.Precision;
import blt4j.fixture.ForwardingExecutor;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * The CPU as if it were far away: it wants to be asked for little, decides by itself, and counts what it is asked for. For
 * tests.
 */
public final class RemoteCpuProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RemoteCpuProvider() {}

    @Override
    public String id() {
        return "remote";
    }

    @Override
    public List<Device> devices() {
        return List.of();
    }

    @Override
    public String advice() {
        return "";
    }

    @Override
    public Backend open(BackendOptions options) {
        return new Remote(new CpuBackend(options.threads()));
    }

    private record Remote(CpuBackend cpu) implements Backend {
        @Override
        public String describe() {
            return cpu.describe();
        }

        @Override
        public Executor load(List<Program> programs, Weights weights, Precision precision) {
            return new CountingExecutor(cpu.load(programs, weights, precision));
        }

        @Override
        public boolean remote() {
            return true;
        }

        @Override
        public MachineLimits measureLimits() {
            return cpu.measureLimits();
        }

        @Override
        public void close() {
            cpu.close();
        }
    }

    /** Passes on, and remembers which buffers were read. */
    public static final class CountingExecutor extends ForwardingExecutor {
        private final Executor cpu;
        private final List<String> read = new ArrayList<>();
        private int decided;
        private Ahead ahead = Ahead.BOTH;

        private CountingExecutor(Executor cpu) {
            super(cpu);
            this.cpu = cpu;
        }

        /** The names of the buffers that were read, in order. */
        public List<String> read() {
            return read;
        }

        /** How many runs came with a condition. */
        public int decided() {
            return decided;
        }

        @Override
        public Ahead ahead() {
            return ahead;
        }

        /** Says what is to be run before a byte's entropy is known. */
        public void run(Ahead first) {
            ahead = first;
        }

        @Override
        public void run(Program program, TextCaches caches, Rows rows) {
            decided += rows.dependence().isPresent() ? 1 : 0;
            if (rows.settle(condition -> condition.holds(cpu, caches))) {
                super.run(program, caches, rows);
            }
        }

        @Override
        public void read(
                Program program, TextCaches caches, Buffer output, int row, int count, float[] into, int offset) {
            read.add(output.name());
            super.read(program, caches, output, row, count, into, offset);
        }
    }
}
