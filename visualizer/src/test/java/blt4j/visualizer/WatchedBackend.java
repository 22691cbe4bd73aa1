package blt4j.visualizer;

import blt4j.compute.Backend;
import blt4j.compute.BackendProvider;
import blt4j.compute.Backends;
import blt4j.compute.Capacity;
import blt4j.compute.Executor;
import blt4j.compute.MachineLimits;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.device.BackendOptions;
import blt4j.device.Precision;
import blt4j.fixture.ForwardingExecutor;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.weights.Weights;
import java.util.List;
import javafx.application.Platform;

/** The CPU's backend, which refuses to work for the JavaFX thread. */
record WatchedBackend(Backend cpu) implements Backend {
    /** What selects it. */
    static final String ID = "watched";

    /** Opens it. */
    public static final class Provider implements BackendProvider {
        @Override
        public String id() {
            return ID;
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
            return new WatchedBackend(Backends.open(BackendOptions.CPU));
        }
    }

    private static void check() {
        if (Platform.isFxApplicationThread()) {
            throw new IllegalStateException("The JavaFX thread runs the model.");
        }
    }

    @Override
    public String describe() {
        return cpu.describe();
    }

    @Override
    public Executor load(List<Program> programs, Weights weights, Precision precision) {
        check();
        return new Watched(cpu.load(programs, weights, precision));
    }

    @Override
    public MachineLimits measureLimits() {
        return cpu.measureLimits();
    }

    @Override
    public void close() {
        cpu.close();
    }

    private static final class Watched extends ForwardingExecutor {
        Watched(Executor executor) {
            super(executor);
        }

        @Override
        public TextCaches allocate(Capacity capacity) {
            check();
            return super.allocate(capacity);
        }

        @Override
        public void run(Program program, TextCaches caches, Rows rows) {
            check();
            super.run(program, caches, rows);
        }

        @Override
        public void read(
                Program program, TextCaches caches, Buffer output, int row, int count, float[] into, int offset) {
            check();
            super.read(program, caches, output, row, count, into, offset);
        }
    }
}
