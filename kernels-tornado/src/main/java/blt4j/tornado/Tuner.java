package blt4j.tornado;

import blt4j.BltException;
import blt4j.compute.Capacity;
import blt4j.compute.DeviceProfile;
import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.compute.TuningListener;
import blt4j.compute.TuningListener.Trial;
import blt4j.compute.cpu.CpuBackend;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * Times the ways in which a device can compute a model's ops, by the device's own clock, holds each result to the CPU's, and
 * keeps the fastest. One row follows as many as are taken at a time, so its attention sees those.
 */
final class Tuner {
    /** Rows of a run of many. */
    private static final int MANY = TornadoExecutor.MAX_ROWS;

    /** Of which the last are held to the CPU's. */
    private static final int COMPARED = 128;

    /** Single rows of a round. */
    private static final int SINGLE = 4;

    /** Rounds, of which the fastest counts, after one that compiles. */
    private static final int ROUNDS = 5;

    /** What rounding may come to: sums are added up in other orders than the CPU's. */
    private static final double ROUNDING = 1e-3;

    private final TornadoDevice device;
    private final WeightStore weights;
    private final List<TunedOp> ops;
    private final Map<String, Tuning> tunings = new HashMap<>();
    private final Optional<TuningFile> file;
    private int done;

    Tuner(TornadoDevice device, List<Program> programs, WeightStore weights) {
        this.device = device;
        this.weights = weights;
        this.ops = TunedOp.of(programs, weights);
        this.file = TuningFile.of(device);
    }

    /** The model's tensors and the ops' made-up rows. */
    private record AllWeights(Weights model, Map<String, Tensor> made) implements Weights {
        @Override
        public Set<String> names() {
            Set<String> names = new LinkedHashSet<>(model.names());
            names.addAll(made.keySet());
            return names;
        }

        @Override
        public Optional<Tensor> find(String name) {
            return Optional.ofNullable(made.get(name)).or(() -> model.find(name));
        }

        @Override
        public String describe() {
            return model.describe();
        }

        @Override
        public void close() {}
    }

    /** A way of an op as a program by itself. */
    private record Attempt(Program program, String way) {}

    /**
     * Times all ways.
     *
     * @return whether there were any
     */
    boolean tune(TuningListener listener) {
        Map<String, Tensor> tables = new HashMap<>();
        ops.forEach(op -> tables.putAll(op.tables()));
        AllWeights all = new AllWeights(weights.tensors(), tables);
        int total = ops.stream().mapToInt(op -> op.ways().count()).sum();
        try (CpuBackend cpu = new CpuBackend(0)) {
            for (TunedOp op : ops) {
                if (!tune(op, all, cpu, total, listener)) {
                    break;
                }
            }
        }
        return !ops.isEmpty();
    }

    private boolean tune(TunedOp op, Weights all, CpuBackend cpu, int total, TuningListener listener) {
        List<Attempt> single = attempts(op, true);
        List<Attempt> many = attempts(op, false);
        List<Program> programs = new ArrayList<>();
        single.forEach(a -> programs.add(a.program()));
        many.forEach(a -> programs.add(a.program()));
        Program plain = op.program(op.names().single());
        WeightStore store = weights.of(programs, all);
        try (Executor expected = cpu.load(List.of(plain), all, weights.precision());
                Executor actual = new TornadoExecutor(
                        device,
                        programs,
                        store,
                        Optional.empty(),
                        program -> tunings.getOrDefault(program.name(), Tuning.NONE));
                TextCaches ofCpu = expected.allocate(capacity());
                TextCaches ofDevice = actual.allocate(capacity())) {
            Run right = new Run(expected, ofCpu);
            Run tried = new Run(actual, ofDevice);
            return tried.all(op, many, false, right.answers(plain, false), total, listener)
                    && tried.all(op, single, true, right.answers(plain, true), total, listener);
        }
    }

    private static Capacity capacity() {
        return Capacity.of(MANY + SINGLE * (ROUNDS + 1));
    }

    private List<Attempt> attempts(TunedOp op, boolean one) {
        String name = op.names().of(one);
        List<Attempt> attempts = new ArrayList<>();
        for (String way : op.ways().of(one)) {
            Program program = op.program(name + ": " + way);
            tunings.put(program.name(), new Tuning(Map.of(name, way)));
            attempts.add(new Attempt(program, way));
        }
        return attempts;
    }

    /** Runs of programs for a text. */
    private final class Run {
        private final Executor executor;
        private final TextCaches text;
        private final Rows rows = new Rows(MANY);

        Run(Executor executor, TextCaches text) {
            this.executor = executor;
            this.text = text;
        }

        private void run(Program program, int start, int count) {
            int most = executor.maxRows();
            for (int from = 0; from < count; from += most) {
                rows.cover(start + from, Math.min(most, count - from));
                for (int r = 0; r < rows.count(); r++) {
                    rows.of(RowInput.ID)[r] = (start + from + r) * 7 % TunedOp.IDS;
                }
                executor.run(program, text, rows);
            }
        }

        /** What a program's outputs are for one row, the one after many, or for the last of many. */
        float[] answers(Program program, boolean one) {
            run(program, 0, MANY);
            if (one) {
                run(program, MANY, 1);
            }
            int last = one ? 1 : Math.min(COMPARED, rows.count());
            int width = program.outputs().stream().mapToInt(Buffer::width).sum();
            float[] answers = new float[last * width];
            int at = 0;
            for (Buffer output : program.outputs()) {
                executor.read(program, text, output, rows.count() - last, last, answers, at);
                at += last * output.width();
            }
            return answers;
        }

        /** Tries all ways of an op; tells whether to go on. */
        boolean all(
                TunedOp op, List<Attempt> attempts, boolean one, float[] expected, int total, TuningListener listener) {
            String name = op.names().of(one);
            List<Trial> trials = new ArrayList<>();
            for (Attempt attempt : attempts) {
                if (!listener.proceed(done, total)) {
                    return false;
                }
                trials.add(trial(name, attempt, one, expected));
                done++;
            }
            trials.sort(Comparator.comparingDouble(Trial::seconds));
            Optional<Trial> best = trials.stream().filter(Trial::right).findFirst();
            best.ifPresent(trial -> keep(Map.of(name, trial.way())));
            listener.tried(trials.stream()
                    .map(t -> new Trial(
                            t.op(),
                            t.way(),
                            t.seconds(),
                            t.flops(),
                            t.bytes(),
                            t.error(),
                            t.right(),
                            best.filter(t::equals).isPresent()))
                    .toList());
            return true;
        }

        private Trial trial(String name, Attempt attempt, boolean one, float[] expected) {
            double error = error(expected, answers(attempt.program(), one));
            DeviceProfile.Kernel best = new DeviceProfile.Kernel(1, Long.MAX_VALUE, 0, 0);
            for (int round = 1; round <= ROUNDS; round++) {
                executor.startProfile();
                if (one) {
                    for (int i = 0; i < SINGLE; i++) {
                        run(attempt.program(), MANY + SINGLE * round + i, 1);
                    }
                } else {
                    run(attempt.program(), 0, MANY);
                }
                DeviceProfile.Kernel taken = computing(executor.stopProfile().orElse(DeviceProfile.NONE));
                best = taken.nanos() < best.nanos() ? taken : best;
            }
            int runs = one ? SINGLE : 1;
            return new Trial(
                    name,
                    attempt.way(),
                    best.nanos() / 1e9 / runs,
                    best.flops() / runs,
                    best.bytes() / runs,
                    error,
                    error <= ROUNDING,
                    false);
        }
    }

    /** The kernels that compute the op: not those that bring its rows, and the result to the host. */
    private static DeviceProfile.Kernel computing(DeviceProfile profile) {
        return profile.kernels().entrySet().stream()
                .filter(e -> !e.getKey().startsWith("ElementKernels.embedding")
                        && !e.getKey().startsWith("TransferKernels."))
                .map(Map.Entry::getValue)
                .reduce(DeviceProfile.Kernel::plus)
                .orElse(new DeviceProfile.Kernel(0, 0, 0, 0));
    }

    /** The largest difference as a share of the largest number. */
    private static double error(float[] expected, float[] actual) {
        double largest = 1e-30;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double off = Math.abs((double) expected[i] - actual[i]);
            difference = Math.max(difference, Double.isNaN(off) ? Double.POSITIVE_INFINITY : off);
        }
        return difference / largest;
    }

    private void keep(Map<String, String> ways) {
        try {
            if (file.isPresent()) {
                file.get().keep(ways);
            }
        } catch (IOException e) {
            throw new BltException("What was measured cannot be kept: " + e.getMessage());
        }
    }
}
