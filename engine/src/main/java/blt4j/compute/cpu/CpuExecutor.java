package blt4j.compute.cpu;

import blt4j.compute.Capacity;
import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.compute.TextRows;
import blt4j.compute.cpu.kernel.KernelChoice;
import blt4j.compute.cpu.kernel.Kernels;
import blt4j.compute.cpu.plan.CpuTextCaches;
import blt4j.compute.cpu.plan.LoadedWeights;
import blt4j.compute.cpu.plan.PanelPlanner;
import blt4j.compute.cpu.plan.PanelSteps;
import blt4j.compute.cpu.plan.Plan;
import blt4j.compute.cpu.plan.RopeTable;
import blt4j.compute.cpu.plan.RowPlanner;
import blt4j.compute.cpu.plan.RunContext;
import blt4j.compute.cpu.thread.Team;
import blt4j.device.Precision;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.weights.CheckpointException;
import blt4j.weights.Weights;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Programs compiled for the CPU. One run at a time: a second caller waits. */
final class CpuExecutor implements Executor {
    /** Enough rows that reading the weights from memory is hidden behind the arithmetic on them. */
    static final int MAX_ROWS = 512;

    /** By then arithmetic is the limit. */
    private static final int TOGETHER = 64;

    /** Fewer rows are through sooner one after another: a panel's weights have to be laid out first. */
    private static final int FEWEST_TOGETHER = 16;

    /** Nanoseconds that no wait within a step takes while all threads run. */
    private static final long PATIENCE = 500_000;

    /** What attention may add for each row of the text. */
    private static final long PATIENCE_PER_ROW = 100;

    private static final long SLOWEST_BYTES_PER_NANOSECOND = 4;

    private final Arena arena = Arena.ofShared();
    private final Team team;
    private final LoadedWeights model;
    private final KernelChoice choice;
    private final RunContext context;
    /** The integers of rows of several texts. */
    private final Rows merged = new Rows(MAX_ROWS);

    /** By identity: a program's hash code is that of all its ops, too long for every byte. */
    private final IdentityHashMap<Program, Compiled> programs = new IdentityHashMap<>();

    /** A program in both layouts, and what of the text it writes. */
    private static final class Compiled {
        private final Program program;
        private final Plan row;
        private final Plan panels;
        private final boolean readsIds;
        private final int[] caches;
        private final int[] outputs;
        private final long patience;
        /** Of a row with the weights. */
        private final long multiplications;

        private final int settledLength;
        /** For rows of several texts, once that was asked for. */
        private Optional<Plan> together = Optional.empty();

        Compiled(
                Program program,
                Plan row,
                Plan panels,
                boolean readsIds,
                int[] caches,
                int[] outputs,
                long multiplications) {
            this.program = program;
            this.row = row;
            this.panels = panels;
            this.readsIds = readsIds;
            this.caches = caches;
            this.outputs = outputs;
            this.patience = PATIENCE + row.largestStep() / SLOWEST_BYTES_PER_NANOSECOND;
            this.multiplications = multiplications;
            this.settledLength = program.settledLength();
        }
    }

    CpuExecutor(List<Program> programs, Weights weights, Precision precision, KernelChoice choice, Team team) {
        this.team = team;
        this.choice = choice;
        this.model = new LoadedWeights(programs, choice.now(), weights, precision, arena);
        int widest = programs.stream()
                .flatMap(p -> p.buffers().stream())
                .mapToInt(Buffer::width)
                .max()
                .orElse(1);
        CpuTextCaches nothing = new CpuTextCaches(
                Capacity.of(0), model.caches(), model.outputs().size(), MAX_ROWS);
        this.context = new RunContext(team.size(), choice.now(), widest, nothing);
        programs.forEach(p -> this.programs.put(p, compile(p)));
    }

    private Compiled compile(Program program) {
        Plan row = new RowPlanner(model, team.size()).compile(program, context, team);
        row.ensure(1);
        Plan panels = new PanelPlanner(model).compile(program, context, team);
        boolean readsIds = program.ops().stream().anyMatch(op -> op instanceof Op.HashEmbedding);
        int[] caches = program.ops().stream()
                .map(Op::out)
                .filter(Buffer::cached)
                .distinct()
                .mapToInt(model::cacheIndex)
                .toArray();
        int[] outputs = program.outputs().stream()
                .filter(b -> !b.cached())
                .mapToInt(model::outputIndex)
                .toArray();
        long multiplications = program.ops().stream().mapToLong(Op::products).sum();
        return new Compiled(program, row, panels, readsIds, caches, outputs, multiplications);
    }

    @Override
    public int maxRows() {
        return MAX_ROWS;
    }

    @Override
    public TextCaches allocate(Capacity capacity) {
        return new CpuTextCaches(capacity, model.caches(), model.outputs().size(), MAX_ROWS);
    }

    @Override
    public long memoryBytes(Capacity capacity) {
        return CpuTextCaches.limitBytes(model.caches(), capacity, MAX_ROWS);
    }

    @Override
    public long weightBytes() {
        return model.ownBytes();
    }

    /** How often the threads wait for each other in a run of one row; for tests and for the curious. */
    int barriers(Program program) {
        return compiled(program).row.barriers();
    }

    private Compiled compiled(Program program) {
        Compiled compiled = programs.get(program);
        if (compiled == null) {
            throw new IllegalArgumentException("the program " + program.name() + " was not loaded");
        }
        return compiled;
    }

    @Override
    public void run(Program program, TextCaches caches, Rows rows) {
        if (rows.count() == 0) {
            return;
        }
        if (rows.count() > MAX_ROWS) {
            throw new IllegalArgumentException(rows.count() + " rows in a run of at most " + MAX_ROWS);
        }
        Compiled compiled = compiled(program);
        CpuTextCaches text = (CpuTextCaches) caches;
        team.lock().lock();
        try {
            prepare(compiled, text, rows);
            Kernels kernels = choice.forRun(compiled.multiplications * rows.count());
            if (rows.count() > 1) {
                context.set(text, rows, kernels, team.size());
                team.run(compiled.panels);
            } else {
                runRow(compiled, text, rows, kernels);
            }
        } catch (InternalError | IllegalStateException e) {
            if (isFaultOfMapping(e)) {
                throw fault(e);
            }
            throw e;
        } finally {
            team.lock().unlock();
        }
    }

    @Override
    public int textsTogether() {
        return TOGETHER;
    }

    /** Batches the texts that have one row each. A text with several rows runs by itself: they share one reading of the weights. */
    @Override
    public void runTogether(Program program, List<TextRows> parts) {
        Compiled compiled = compiled(program);
        List<TextRows> single = new ArrayList<>();
        for (TextRows part : parts) {
            boolean rotatesAnew = part.rows().length() > compiled.settledLength;
            if (part.rows().count() == 1 && !rotatesAnew) {
                single.add(part);
            } else {
                run(program, part.caches(), part.rows());
            }
        }
        for (int from = 0; from < single.size(); from += MAX_ROWS) {
            List<TextRows> some = single.subList(from, Math.min(single.size(), from + MAX_ROWS));
            if (some.size() < FEWEST_TOGETHER) {
                some.forEach(part -> run(program, part.caches(), part.rows()));
            } else {
                runRows(compiled, some);
            }
        }
    }

    /** A row each of several texts. */
    private void runRows(Compiled compiled, List<TextRows> parts) {
        int count = parts.size();
        CpuTextCaches[] texts = new CpuTextCaches[count];
        int[] positions = new int[count];
        team.lock().lock();
        try {
            merged.cover(0, count);
            int end = 0;
            for (int i = 0; i < count; i++) {
                Rows rows = parts.get(i).rows();
                texts[i] = (CpuTextCaches) parts.get(i).caches();
                positions[i] = rows.start();
                end = Math.max(end, rows.start());
                prepare(compiled, texts[i], rows);
                for (RowInput input : RowInput.values()) {
                    merged.of(input)[i] = rows.of(input)[0];
                }
            }
            Plan plan = together(compiled);
            plan.ensure(Math.ceilDiv(count, choice.lanes()) * choice.lanes());
            Kernels kernels = choice.forRun(compiled.multiplications * count);
            if (team.oversubscription().alone()) {
                context.setTogether(texts, positions, merged, kernels, 1);
                plan.run(0);
            } else {
                context.setTogether(texts, positions, merged, kernels, team.size());
                team.run(plan, count * (compiled.patience + end * PATIENCE_PER_ROW));
                team.oversubscription().ranTogether();
            }
        } catch (InternalError | IllegalStateException e) {
            if (isFaultOfMapping(e)) {
                throw fault(e);
            }
            throw e;
        } finally {
            team.lock().unlock();
        }
    }

    /** Compiled when it is first asked for, since few processes do. */
    private Plan together(Compiled compiled) {
        if (compiled.together.isEmpty()) {
            compiled.together = Optional.of(new PanelPlanner(model, true).compile(compiled.program, context, team));
        }
        return compiled.together.get();
    }

    private static CheckpointException fault(Throwable e) {
        return new CheckpointException(
                "A file of the model was cut or replaced while it was open, so its weights cannot be read any more;"
                        + " open the model again.",
                e);
    }

    /** Whether a page of a mapped file was not there, which the JVM tells in this way, on whichever thread it was. */
    private static boolean isFaultOfMapping(Throwable e) {
        return e instanceof InternalError || e.getCause() instanceof InternalError;
    }

    private void runRow(Compiled compiled, CpuTextCaches text, Rows rows, Kernels kernels) {
        if (team.oversubscription().alone()) {
            context.set(text, rows, kernels, 1);
            compiled.row.run(0);
            return;
        }
        context.set(text, rows, kernels, team.size());
        team.run(compiled.row, compiled.patience + rows.start() * PATIENCE_PER_ROW);
        team.oversubscription().ranTogether();
    }

    /** Makes room. Where the heap ends meanwhile, the text is what it was, and can be cut back and go on. */
    private void prepare(Compiled compiled, CpuTextCaches text, Rows rows) {
        try {
            makeRoom(compiled, text, rows);
        } catch (OutOfMemoryError e) {
            throw text.shortage(e);
        }
    }

    private void makeRoom(Compiled compiled, CpuTextCaches text, Rows rows) {
        int end = rows.start() + rows.count();
        int room = compiled.program.unit() == Program.Unit.BYTE
                ? text.capacity().bytes()
                : text.capacity().patches();
        if (end > room) {
            throw new IllegalArgumentException("row " + (end - 1) + " of a text with room for " + room);
        }
        for (int cache : compiled.caches) {
            text.ensureCache(cache, end);
        }
        if (compiled.readsIds) {
            text.ensureIds(end);
            System.arraycopy(rows.of(RowInput.ID), 0, text.ids(), rows.start(), rows.count());
        }
        List<RopeTable> ropes = model.ropes();
        for (int i = 0; i < ropes.size(); i++) {
            ropes.get(i).ensure(end, rows.length());
        }
        int padded = rows.count() == 1 ? 1 : Math.ceilDiv(rows.count(), choice.lanes()) * choice.lanes();
        for (int output : compiled.outputs) {
            text.ensureOutput(output, model.outputs().get(output).width() * padded, rows.count());
        }
        if (padded > 1) {
            compiled.panels.ensure(padded);
        }
    }

    @Override
    public void read(Program program, TextCaches caches, Buffer output, int row, int count, float[] into, int offset) {
        CpuTextCaches text = (CpuTextCaches) caches;
        int width = output.width();
        if (output.cached()) {
            int cache = model.cacheIndex(output);
            for (int r = 0; r < count; r++) {
                text.read(cache, row + r, 0, width, into, offset + r * width);
            }
            return;
        }
        int index = model.outputIndex(output);
        float[] from = text.output(index);
        int lanes = choice.lanes();
        for (int r = 0; r < count; r++) {
            if (text.outputRows(index) == 1) {
                System.arraycopy(from, 0, into, offset, width);
            } else {
                int at = (row + r) / lanes * width * lanes + (row + r) % lanes;
                PanelSteps.fromLane(from, at, lanes, into, offset + r * width, width);
            }
        }
    }

    @Override
    public void close() {
        team.lock().lock();
        try {
            arena.close();
        } finally {
            team.lock().unlock();
        }
    }
}
