package blt4j.compute.cpu.plan;

import blt4j.compute.cpu.kernel.Matrix;
import blt4j.compute.cpu.plan.Plan.Use;
import blt4j.compute.cpu.thread.Team;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compiles a program for runs of several rows.
 *
 * <p>Ops work on panels, caches are rows. A cache's rows of the run live in panels between its ops, and are written to
 * the cache before something looks at more than the run's rows.
 *
 * <p>The rows are those of one text, or one row each of several texts. What differs then is attention, since every row has
 * keys of its own, and where outputs go.
 */
public final class PanelPlanner {
    private static final int COLUMNS = 8;

    private final LoadedWeights model;
    private final Plan.Builder plan;
    private final Map<Buffer, Buffer> panels = new LinkedHashMap<>();
    private final Set<Buffer> unwritten = new LinkedHashSet<>();
    private final Map<Integer, Deque<Buffer>> spare = new LinkedHashMap<>();
    private final Map<RopeTable, List<Buffer>> angles = new LinkedHashMap<>();
    private int fresh;

    private final boolean severalTexts;

    /** For rows of one text. */
    public PanelPlanner(LoadedWeights model) {
        this(model, false);
    }

    /**
     * A planner of one program.
     *
     * @param severalTexts whether each row is of another text
     */
    public PanelPlanner(LoadedWeights model, boolean severalTexts) {
        this.model = model;
        this.severalTexts = severalTexts;
        this.plan = new Plan.Builder(model, !severalTexts);
    }

    /** Compiles a program. */
    public Plan compile(Program program, RunContext context, Team team) {
        List<Op> ops = program.ops();
        for (int i = 0; i < ops.size(); i++) {
            add(ops.get(i));
            release(ops.subList(i + 1, ops.size()));
        }
        new ArrayList<>(unwritten).forEach(this::settle);
        if (severalTexts) {
            program.outputs().stream().filter(b -> !b.cached()).forEach(this::handOut);
        }
        return plan.build(context, team);
    }

    /** Leaves an output's rows with their texts. */
    private void handOut(Buffer output) {
        plan.add(new PanelSteps.ToTexts(operand(output), model.outputIndex(output)), Use.read(output, Partition.ALL));
    }

    /** Gives panels back whose cache is settled and not worked on any more. */
    private void release(List<Op> rest) {
        panels.entrySet().removeIf(entry -> {
            Buffer cache = entry.getKey();
            Buffer panel = entry.getValue();
            boolean done = !unwritten.contains(cache)
                    && rest.stream().noneMatch(op -> op.buffers().contains(cache));
            if (done) {
                spare.computeIfAbsent(panel.width(), w -> new ArrayDeque<>()).push(panel);
            }
            return done;
        });
    }

    private Buffer newPanel(int width) {
        Deque<Buffer> free = spare.get(width);
        if (free != null && !free.isEmpty()) {
            return free.pop();
        }
        return Buffer.activation("panel." + fresh++, width);
    }

    /** Shares of columns, whole cache lines of a panel each. */
    private Partition columns(Buffer buffer) {
        return Partition.columns(buffer.width(), COLUMNS);
    }

    private Operand operand(Buffer buffer) {
        return plan.operand(buffer);
    }

    /** Where an op reads the run's rows of a buffer. */
    private Buffer in(Buffer buffer) {
        if (!buffer.cached()) {
            return buffer;
        }
        Buffer panel = panels.get(buffer);
        if (panel == null) {
            panel = newPanel(buffer.width());
            panels.put(buffer, panel);
            plan.add(
                    new PanelSteps.FromCache(operand(buffer), operand(panel)),
                    Use.read(buffer, Partition.ALL),
                    Use.write(panel, Partition.PANELS));
        }
        return panel;
    }

    /** Where an op writes the run's rows of a buffer that it does not read. */
    private Buffer out(Buffer buffer) {
        if (!buffer.cached()) {
            return buffer;
        }
        unwritten.add(buffer);
        return panels.computeIfAbsent(buffer, b -> newPanel(b.width()));
    }

    /** Where an op changes the run's rows of a buffer. */
    private Buffer inOut(Buffer buffer) {
        Buffer panel = in(buffer);
        if (buffer.cached()) {
            unwritten.add(buffer);
        }
        return panel;
    }

    /** Sees to it that the cache itself is up to date. */
    private void settle(Buffer cache) {
        if (unwritten.remove(cache)) {
            Buffer panel = panels.getOrDefault(cache, cache);
            Partition partition = columns(panel);
            plan.add(
                    new PanelSteps.ToCache(operand(panel), operand(cache), partition),
                    Use.read(panel, partition),
                    Use.write(cache, partition));
        }
    }

    private void add(Op op) {
        switch (op) {
            case Op.Embedding e -> {
                Buffer out = out(e.out());
                perRow(new PanelSteps.Embedding(model.table(e.table()), operand(out)), out);
            }
            case Op.HashEmbedding e -> {
                Buffer out = inOut(e.out());
                List<Matrix> tables = e.tables().stream().map(model::table).toList();
                perRow(new PanelSteps.HashEmbedding(tables, e.groupSizes(), operand(out)), out);
            }
            case Op.Copy c -> addCopy(c);
            case Op.RmsNorm n -> addNorm(n);
            case Op.MatMul m -> addMatMul(m);
            case Op.Rope r -> addRope(r);
            case Op.Attention a -> addAttention(a);
            case Op.PatchPooling p -> {
                settle(p.in());
                Buffer out = out(p.out());
                perRow(
                        new PanelSteps.PatchPooling(operand(p.in()), operand(out)),
                        out,
                        Use.read(p.in(), Partition.ALL));
            }
            case Op.CrossAttention a -> addCross(a);
            case Op.SwiGlu s -> addSwiGlu(s);
            case Op.Entropy e -> {
                Buffer in = in(e.logits());
                Buffer out = out(e.out());
                perRow(new PanelSteps.Entropy(operand(in), operand(out)), out, Use.read(in, Partition.PANELS));
            }
            case Op.ArgMax a -> {
                Buffer in = in(a.logits());
                Buffer out = out(a.out());
                perRow(new DrawSteps.ArgMaxes(operand(in), operand(out)), out, Use.read(in, Partition.PANELS));
            }
            case Op.Softmax s -> {
                Buffer in = in(s.logits());
                Buffer out = out(s.out());
                perRow(new DrawSteps.Softmaxes(operand(in), operand(out)), out, Use.read(in, Partition.PANELS));
            }
        }
    }

    private void perRow(Step step, Buffer out, Use... reads) {
        Use[] uses = new Use[reads.length + 1];
        System.arraycopy(reads, 0, uses, 0, reads.length);
        uses[reads.length] = Use.write(out, Partition.PANELS);
        plan.add(step, uses);
    }

    private void addCopy(Op.Copy c) {
        Buffer in = in(c.in());
        Buffer out = out(c.out());
        Partition partition = columns(out);
        plan.add(
                new PanelSteps.Copy(operand(in), operand(out), partition),
                Use.read(in, partition),
                Use.write(out, partition));
    }

    private void addNorm(Op.RmsNorm n) {
        Buffer in = in(n.in());
        Buffer out = n.in().equals(n.out()) ? inOut(n.out()) : out(n.out());
        float[] gain = model.gain(n.gain());
        perRow(
                new PanelSteps.RmsNorm(operand(in), gain, n.epsilon(), operand(out)),
                out,
                Use.read(in, Partition.PANELS));
    }

    private void addMatMul(Op.MatMul m) {
        Buffer in = in(m.in());
        Buffer out = m.accumulates() ? inOut(m.out()) : out(m.out());
        plan.add(
                new PanelMatMul(operand(in), model.projection(m.weight()), m.beta(), operand(out)),
                Use.read(in, Partition.ALL),
                Use.write(out, Partition.ALL));
    }

    private void addRope(Op.Rope r) {
        RopeTable table = model.rope(r.headSize(), r.rotation());
        List<Buffer> rotations = angles.computeIfAbsent(table, t -> addAngles(t));
        Buffer cos = rotations.getFirst();
        Buffer sin = rotations.getLast();
        Buffer out = inOut(r.out());
        Partition partition = columns(out);
        plan.add(
                new PanelSteps.Rope(operand(cos), operand(sin), r.headSize(), operand(out), partition),
                Use.read(cos, Partition.ALL),
                Use.read(sin, Partition.ALL),
                Use.write(out, partition));
    }

    private List<Buffer> addAngles(RopeTable table) {
        Buffer cos = newPanel(table.half());
        Buffer sin = newPanel(table.half());
        plan.add(
                new PanelSteps.Angles(table, operand(cos), operand(sin)),
                Use.write(cos, Partition.PANELS),
                Use.write(sin, Partition.PANELS));
        return List.of(cos, sin);
    }

    private void addAttention(Op.Attention a) {
        settle(a.keys());
        settle(a.values());
        Buffer queries = in(a.queries());
        Buffer out = out(a.out());
        Step step = severalTexts
                ? new PanelSteps.EachAttention(
                        SelfAttending.of(a), operand(queries), operand(a.keys()), operand(a.values()), operand(out))
                : new PanelAttention(
                        operand(queries),
                        operand(a.keys()),
                        operand(a.values()),
                        a.heads(),
                        a.keyValueHeads(),
                        a.headSize(),
                        a.window(),
                        operand(out));
        plan.add(
                step,
                Use.read(queries, Partition.ALL),
                Use.read(a.keys(), Partition.ALL),
                Use.read(a.values(), Partition.ALL),
                Use.write(out, Partition.ALL));
    }

    private void addCross(Op.CrossAttention a) {
        settle(a.keys());
        settle(a.values());
        Buffer from = in(a.queries());
        Buffer into = out(a.out());
        CrossAttending cross = CrossAttending.of(a);
        perRow(
                new PanelSteps.Cross(cross, operand(from), operand(a.keys()), operand(a.values()), operand(into)),
                into,
                Use.read(from, Partition.PANELS),
                Use.read(a.keys(), Partition.ALL),
                Use.read(a.values(), Partition.ALL));
    }

    private void addSwiGlu(Op.SwiGlu s) {
        Buffer gate = in(s.gate());
        Buffer up = in(s.up());
        Buffer out = s.out().equals(s.gate()) || s.out().equals(s.up()) ? inOut(s.out()) : out(s.out());
        Partition partition = columns(out);
        plan.add(
                new PanelSteps.SwiGlu(operand(gate), operand(up), operand(out), partition),
                Use.read(gate, partition),
                Use.read(up, partition),
                Use.write(out, partition));
    }
}
