package blt4j.compute.cpu.plan;

import blt4j.compute.cpu.plan.Plan.Use;
import blt4j.compute.cpu.thread.Team;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Compiles a program for runs of one row.
 *
 * <p>Threads own whole heads, from the projection that computes them to the attention that uses them up, and norms are
 * computed by every thread for itself: so a transformer block needs four waits. A row of a cache that lies head by head
 * is an activation until attention asks for it.
 */
public final class RowPlanner {
    private final LoadedWeights model;
    private final int threads;
    private final Plan.Builder plan;
    private final Map<Buffer, Integer> units = new LinkedHashMap<>();
    private final Map<Buffer, Buffer> rows = new LinkedHashMap<>();

    public RowPlanner(LoadedWeights model, int threads) {
        this.model = model;
        this.threads = threads;
        this.plan = new Plan.Builder(model);
    }

    /** Compiles a program. */
    public Plan compile(Program program, RunContext context, Team team) {
        findUnits(program);
        findPrivate(program);
        program.ops().forEach(this::add);
        return plan.build(context, team);
    }

    private void findUnits(Program program) {
        for (Op op : program.ops()) {
            switch (op) {
                case Op.Attention a -> {
                    boolean byKeyHeads = a.keyValueHeads() >= threads;
                    int perKeyHead = a.headSize() * (a.heads() / a.keyValueHeads());
                    units.put(a.queries(), byKeyHeads ? perKeyHead : a.headSize());
                    units.put(a.out(), byKeyHeads ? perKeyHead : a.headSize());
                    units.put(a.keys(), a.headSize());
                    units.put(a.values(), a.headSize());
                }
                case Op.CrossAttention a -> {
                    units.put(a.queries(), a.headSize());
                    units.put(a.out(), a.headSize());
                }
                case Op.Rope r -> units.putIfAbsent(r.out(), r.headSize());
                default -> {}
            }
        }
    }

    /** A norm's result is private where nothing else writes there and nobody reads it afterwards. */
    private void findPrivate(Program program) {
        Set<Buffer> normed = new LinkedHashSet<>();
        Set<Buffer> others = new LinkedHashSet<>(program.outputs());
        for (Op op : program.ops()) {
            if (op instanceof Op.RmsNorm n
                    && !n.in().equals(n.out())
                    && !n.out().cached()) {
                normed.add(n.out());
            } else {
                others.add(op.out());
            }
        }
        normed.removeAll(others);
        normed.removeIf(b -> model.outputIndex(b) >= 0);
        normed.forEach(plan::makePrivate);
    }

    /** Shares of whole vectors and of whole fours of rows, so that a result does not depend on how many threads share. */
    private Partition partition(Buffer buffer) {
        return Partition.columns(buffer.width(), units.getOrDefault(buffer, 16));
    }

    private static Partition alone(Buffer buffer) {
        return new Partition(1, buffer.width());
    }

    private Operand operand(Buffer buffer) {
        return plan.operand(buffer);
    }

    /** Where ops before the attention find a row of its cache. */
    private Buffer row(Buffer buffer) {
        if (!model.byHeads(buffer)) {
            return buffer;
        }
        return rows.computeIfAbsent(buffer, b -> Buffer.activation(b.name() + ".row", b.width()));
    }

    private void add(Op op) {
        Partition partition = partition(op.out());
        Buffer into = row(op.out());
        Operand out = operand(into);
        Use writes = Use.write(into, partition);
        switch (op) {
            case Op.Embedding e -> plan.add(new RowSteps.Embedding(model.table(e.table()), out, partition), writes);
            case Op.HashEmbedding e ->
                plan.add(
                        new RowSteps.HashEmbedding(
                                e.tables().stream().map(model::table).toList(), e.groupSizes(), out, partition),
                        writes);
            case Op.Copy c ->
                plan.add(new RowSteps.Copy(operand(c.in()), out, partition), Use.read(c.in(), partition), writes);
            case Op.RmsNorm n -> addNorm(n, out);
            case Op.MatMul m ->
                plan.add(
                        new RowSteps.MatVec(operand(m.in()), model.projection(m.weight()), m.beta(), out, partition),
                        Use.read(m.in(), Partition.ALL),
                        writes);
            case Op.Rope r ->
                plan.add(
                        new RowSteps.Rope(model.rope(r.headSize(), r.rotation()), out, wholeHeads(r)),
                        Use.write(into, wholeHeads(r)));
            case Op.Attention a -> addAttention(a, out, partition);
            case Op.PatchPooling p ->
                plan.add(
                        new RowSteps.PatchPooling(operand(p.in()), out, partition),
                        Use.read(p.in(), Partition.ALL),
                        writes);
            case Op.CrossAttention a -> addCross(a);
            case Op.SwiGlu s ->
                plan.add(
                        new RowSteps.SwiGlu(operand(s.gate()), operand(s.up()), out, partition),
                        Use.read(s.gate(), partition),
                        Use.read(s.up(), partition),
                        writes);
            case Op.Entropy e ->
                plan.add(
                        new RowSteps.Entropy(operand(e.logits()), out),
                        Use.read(e.logits(), Partition.ALL),
                        Use.write(e.out(), alone(e.out())));
            case Op.ArgMax a -> addAlone(new DrawSteps.ArgMax(operand(a.logits()), out), a.logits(), into);
            case Op.Softmax s -> addAlone(new DrawSteps.Softmax(operand(s.logits()), out), s.logits(), into);
        }
    }

    /** A step that the last thread does for all. */
    private void addAlone(Step step, Buffer in, Buffer out) {
        plan.add(step, Use.read(in, Partition.ALL), Use.write(out, alone(out)));
    }

    private Partition wholeHeads(Op.Rope r) {
        Partition partition = partition(r.out());
        return partition.size() % r.headSize() == 0
                ? partition
                : Partition.columns(r.out().width(), r.headSize());
    }

    private void addNorm(Op.RmsNorm n, Operand out) {
        boolean everybody = out.kind() == Operand.Kind.PRIVATE;
        plan.add(
                new RowSteps.RmsNorm(operand(n.in()), model.gain(n.gain()), n.epsilon(), out, everybody),
                Use.read(n.in(), everybody ? Partition.ALL : alone(n.in())),
                Use.write(n.out(), alone(n.out())));
    }

    private void store(Buffer cache) {
        Partition partition = partition(cache);
        plan.add(
                new RowSteps.ToCache(operand(row(cache)), operand(cache), partition),
                Use.read(row(cache), partition),
                Use.write(cache, partition));
    }

    private void addAttention(Op.Attention a, Operand out, Partition partition) {
        store(a.keys());
        store(a.values());
        Partition keys = partition(a.keys());
        Partition ofKeys = keys.units() == partition.units() ? keys : Partition.ALL;
        plan.add(
                new RowSteps.Attention(
                        SelfAttending.of(a),
                        operand(a.queries()),
                        operand(a.keys()),
                        operand(a.values()),
                        out,
                        partition),
                Use.read(a.queries(), partition),
                Use.read(a.keys(), ofKeys),
                Use.read(a.values(), ofKeys),
                Use.write(a.out(), partition));
    }

    private void addCross(Op.CrossAttention a) {
        Partition partition = partition(a.out());
        CrossAttending cross = CrossAttending.of(a);
        plan.add(
                new RowSteps.Cross(
                        cross,
                        operand(a.queries()),
                        operand(a.keys()),
                        operand(a.values()),
                        operand(a.out()),
                        partition),
                Use.read(a.queries(), partition),
                Use.read(a.keys(), Partition.ALL),
                Use.read(a.values(), Partition.ALL),
                Use.write(a.out(), partition));
    }
}
