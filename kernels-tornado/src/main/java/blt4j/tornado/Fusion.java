package blt4j.tornado;

import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Joins a program's ops to what one kernel computes: projections of the same input, the norm before them, and the gated
 * activation or the rotations of queries and keys after them. What is left is an op a kernel.
 *
 * <p>A transformer layer's thirteen ops and the five kernels ({@link Fused}) that compute them; {@code x} is the residual
 * stream, to which projections with {@code beta} 1 add:
 *
 * <pre>
 *           ┌───────────── Projection ─────────────┐    ┌ Single ─┐    ┌ Projection ┐
 *      x ──▶│ RmsNorm ─┬▶ MatMul q ──▶ Rope ──▶ q ─┼───▶│         │    │            │
 *      │    │          ├▶ MatMul k ──▶ Rope ──▶ k ─┼───▶│Attention├───▶│  MatMul o  ├─┐
 *      │    │          └▶ MatMul v ───────────▶ v ─┼───▶│         │    │   beta 1   │ │
 *      │    └──────────────────────────────────────┘    └─────────┘    └────────────┘ │
 *      └──────────────────────────────── + ◀──────────────────────────────────────────┘
 *                                        │
 *      ┌──────────────────────────────── x
 *      │    ┌───────────── Projection ─────────────┐    ┌ Projection ┐
 *      ├───▶│ RmsNorm ─┬▶ MatMul gate ─┐           │    │            │
 *      │    │          └▶ MatMul up ───┴▶ SwiGlu ──┼───▶│ MatMul down├─┐
 *      │    │                                      │    │   beta 1   │ │
 *      │    └──────────────────────────────────────┘    └────────────┘ │
 *      └──────────────────────────────── + ◀───────────────────────────┘
 *                                        │
 *                                        x
 * </pre>
 *
 * <p>Keys and values are caches, so a kernel writes them where later rows read them. Cross-attention's layers look alike,
 * with projections of queries alone (its keys and values come from another program) and {@code beta} 2.
 */
final class Fusion {
    private final Program program;
    private final List<Op> ops;
    private final WeightStore weights;
    private final List<Fused> result = new ArrayList<>();

    private Fusion(Program program, WeightStore weights) {
        this.program = program;
        this.ops = program.ops();
        this.weights = weights;
    }

    /** What computes a program, in order. */
    static List<Fused> of(Program program, WeightStore weights) {
        Fusion fusion = new Fusion(program, weights);
        for (int i = 0; i < fusion.ops.size(); ) {
            i = fusion.add(i);
        }
        return fusion.result;
    }

    /** Adds what begins with an op; returns the index of the op after it. */
    private int add(int i) {
        return switch (ops.get(i)) {
            case Op.RmsNorm norm -> addNormed(i, norm);
            case Op.MatMul _ -> addProjection(i, Optional.empty(), matrices(i));
            case Op.Rope rope -> {
                Optional<Op.Rope> second = Optional.empty();
                if (i + 1 < ops.size() && ops.get(i + 1) instanceof Op.Rope next && alike(rope, next)) {
                    second = Optional.of(next);
                }
                result.add(new Fused.Rotation(rope, second));
                yield i + 1 + (second.isPresent() ? 1 : 0);
            }
            default -> {
                result.add(new Fused.Single(ops.get(i)));
                yield i + 1;
            }
        };
    }

    private int addNormed(int i, Op.RmsNorm norm) {
        List<Op.MatMul> matrices = matrices(i + 1);
        boolean joins = !matrices.isEmpty()
                && matrices.getFirst().in().equals(norm.out())
                && matrices.getFirst().weight().columns() == norm.gain().columns()
                && matrices.stream().noneMatch(m -> m.out().equals(norm.in()))
                && unused(norm.out(), i + 1 + matrices.size());
        if (joins) {
            return addProjection(i + 1, Optional.of(norm), matrices);
        }
        result.add(new Fused.Single(norm));
        return i + 1;
    }

    /**
     * Adds projections, with the gated activation or the rotations after them if there are any; returns the index of the op
     * after those.
     */
    private int addProjection(int begin, Optional<Op.RmsNorm> norm, List<Op.MatMul> matrices) {
        int next = begin + matrices.size();
        Optional<Op.SwiGlu> gate = Optional.empty();
        if (matrices.size() == 2 && next < ops.size() && ops.get(next) instanceof Op.SwiGlu swiGlu) {
            gate = Optional.of(swiGlu).filter(_ -> gates(swiGlu, matrices, next));
        }
        List<Op.Rope> rotations = gate.isPresent() ? List.of() : rotations(next, matrices);
        result.add(new Fused.Projection(norm, matrices, gate, rotations));
        return next + (gate.isPresent() ? 1 : rotations.size());
    }

    /** The rotations from an index on of the first results in order. */
    private List<Op.Rope> rotations(int from, List<Op.MatMul> matrices) {
        List<Op.Rope> rotations = new ArrayList<>();
        for (Op.MatMul matrix : matrices) {
            int at = from + rotations.size();
            if (at == ops.size()
                    || !(ops.get(at) instanceof Op.Rope rope)
                    || !rope.out().equals(matrix.out())
                    || (!rotations.isEmpty() && !alike(rotations.getFirst(), rope))
                    || matrix.beta() != 0
                    || matrix.slices() != 1) {
                break;
            }
            rotations.add(rope);
        }
        return rotations;
    }

    private static boolean alike(Op.Rope rope, Op.Rope next) {
        return next.headSize() == rope.headSize() && next.rotation().equals(rope.rotation());
    }

    private boolean gates(Op.SwiGlu swiGlu, List<Op.MatMul> matrices, int at) {
        Buffer gate = matrices.get(0).out();
        Buffer up = matrices.get(1).out();
        return matrices.stream().allMatch(m -> m.beta() == 0)
                && swiGlu.gate().equals(gate)
                && swiGlu.up().equals(up)
                && !swiGlu.out().equals(matrices.getFirst().in())
                && (swiGlu.out().equals(gate) || unused(gate, at + 1))
                && (swiGlu.out().equals(up) || unused(up, at + 1));
    }

    /** The projections from an index on that can be computed at once: same input, same array of weights. */
    private List<Op.MatMul> matrices(int from) {
        List<Op.MatMul> matrices = new ArrayList<>();
        for (int i = from; i < ops.size() && matrices.size() < OpTable.MAX_MATRICES; i++) {
            if (!(ops.get(i) instanceof Op.MatMul next) || (!matrices.isEmpty() && !alike(matrices, next))) {
                break;
            }
            matrices.add(next);
        }
        return matrices;
    }

    private boolean alike(List<Op.MatMul> matrices, Op.MatMul next) {
        Op.MatMul first = matrices.getFirst();
        return next.in().equals(first.in())
                && next.weight().columns() == first.weight().columns()
                && next.beta() == first.beta()
                && weights.of(next.weight()).array()
                        == weights.of(first.weight()).array()
                && matrices.stream()
                        .noneMatch(m -> m.out().equals(next.out()) || m.out().equals(next.in()));
    }

    /** Whether what a buffer holds before the op at an index is dead: it is overwritten before it is read. */
    private boolean unused(Buffer buffer, int from) {
        if (buffer.cached() || program.outputs().contains(buffer)) {
            return false;
        }
        for (Op op : ops.subList(from, ops.size())) {
            if (op.inputs().contains(buffer) || (op.accumulates() && op.out().equals(buffer))) {
                return false;
            }
            if (op.out().equals(buffer)) {
                return true;
            }
        }
        return true;
    }
}
