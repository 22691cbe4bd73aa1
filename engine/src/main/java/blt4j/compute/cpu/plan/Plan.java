package blt4j.compute.cpu.plan;

import blt4j.compute.cpu.plan.Operand.Activations;
import blt4j.compute.cpu.plan.Operand.Kind;
import blt4j.compute.cpu.thread.Team;
import blt4j.program.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program compiled for one layout: steps in order, and before which of them the threads wait for each other.
 *
 * <p>All threads walk the same list. They need to wait only where a step touches what another thread's share of an
 * earlier step left or still reads; whoever adds a step says which shares it touches, and the plan finds the fewest
 * places.
 */
public final class Plan implements Team.Task {
    private final RunContext context;
    private final Team team;
    private final Step[] steps;
    private final boolean[] waits;
    private final Activations activations;
    private final int[] sharedWidths;

    private Plan(Builder builder, RunContext context, Team team) {
        this.context = context;
        this.team = team;
        this.steps = builder.steps.toArray(new Step[0]);
        this.waits = new boolean[steps.length];
        for (int i = 0; i < steps.length; i++) {
            waits[i] = builder.waits.get(i);
        }
        this.activations = builder.activations;
        this.sharedWidths =
                builder.sharedWidths.stream().mapToInt(Integer::intValue).toArray();
        activations.shared = new float[sharedWidths.length][0];
        activations.privates = new float[team.size()][builder.privateWidths.size()][];
        for (float[][] mine : activations.privates) {
            for (int i = 0; i < mine.length; i++) {
                mine[i] = new float[builder.privateWidths.get(i)];
            }
        }
    }

    /** Makes room for {@code rows} rows (whole panels). What was there before is forgotten. */
    public void ensure(int rows) {
        for (int i = 0; i < sharedWidths.length; i++) {
            if (activations.shared[i].length < sharedWidths[i] * rows) {
                activations.shared[i] = new float[sharedWidths[i] * rows];
            }
        }
    }

    /** How often the threads wait for each other in a run, its end not counted. */
    public int barriers() {
        int count = 0;
        for (boolean wait : waits) {
            count += wait ? 1 : 0;
        }
        return count;
    }

    /** The most bytes of weights that a step reads. */
    public long largestStep() {
        long most = 0;
        for (Step step : steps) {
            most = Math.max(most, step.weightBytes());
        }
        return most;
    }

    @Override
    public void run(int thread) {
        for (int i = 0; i < steps.length; i++) {
            if (waits[i] && context.threads > 1) {
                team.barrier(thread);
            }
            steps[i].run(context, thread);
        }
    }

    /** How a step touches a buffer. */
    record Use(Buffer buffer, boolean write, Partition partition) {
        static Use read(Buffer buffer, Partition partition) {
            return new Use(buffer, false, partition);
        }

        static Use write(Buffer buffer, Partition partition) {
            return new Use(buffer, true, partition);
        }
    }

    /** Collects a plan's steps. */
    static final class Builder {
        private final LoadedWeights model;
        private final List<Step> steps = new ArrayList<>();
        private final List<Boolean> waits = new ArrayList<>();
        private final Map<Buffer, Operand> slots = new LinkedHashMap<>();
        private final Map<Buffer, Partition> written = new LinkedHashMap<>();
        private final Map<Buffer, Partition> reading = new LinkedHashMap<>();
        private final Activations activations = new Activations();
        private final List<Integer> sharedWidths = new ArrayList<>();
        private final List<Integer> privateWidths = new ArrayList<>();
        private final boolean keepsOutputs;

        Builder(LoadedWeights model) {
            this(model, true);
        }

        /**
         * A plan without a step.
         *
         * @param keepsOutputs whether outputs are computed where the text keeps them; otherwise they are activations
         */
        Builder(LoadedWeights model, boolean keepsOutputs) {
            this.model = model;
            this.keepsOutputs = keepsOutputs;
        }

        /** Makes a buffer private to each thread. Before anything asks where it is. */
        Operand makePrivate(Buffer buffer) {
            privateWidths.add(buffer.width());
            Operand slot = new Operand(Kind.PRIVATE, privateWidths.size() - 1, buffer.width(), activations);
            slots.put(buffer, slot);
            return slot;
        }

        /** Where a buffer is. */
        Operand operand(Buffer buffer) {
            return slots.computeIfAbsent(buffer, b -> {
                if (b.cached()) {
                    return new Operand(Kind.CACHE, model.cacheIndex(b), b.width(), activations);
                }
                int output = model.outputIndex(b);
                if (output >= 0 && keepsOutputs) {
                    return new Operand(Kind.OUTPUT, output, b.width(), activations);
                }
                sharedWidths.add(b.width());
                return new Operand(Kind.SHARED, sharedWidths.size() - 1, b.width(), activations);
            });
        }

        /** Adds a step that touches buffers as said. */
        void add(Step step, Use... uses) {
            boolean wait = false;
            for (Use use : uses) {
                wait |= conflicts(use);
            }
            if (wait) {
                written.clear();
                reading.clear();
            }
            steps.add(step);
            waits.add(wait);
            for (Use use : uses) {
                note(use);
            }
        }

        private boolean conflicts(Use use) {
            if (operand(use.buffer()).kind() == Kind.PRIVATE) {
                return false;
            }
            Partition before = written.get(use.buffer());
            if (before != null && !before.agrees(use.partition())) {
                return true;
            }
            Partition read = reading.get(use.buffer());
            return use.write() && read != null && !read.agrees(use.partition());
        }

        private void note(Use use) {
            if (use.write()) {
                written.put(use.buffer(), use.partition());
                return;
            }
            Partition before = reading.get(use.buffer());
            reading.put(
                    use.buffer(), before == null || before.agrees(use.partition()) ? use.partition() : Partition.ALL);
        }

        Plan build(RunContext context, Team team) {
            return new Plan(this, context, team);
        }
    }
}
