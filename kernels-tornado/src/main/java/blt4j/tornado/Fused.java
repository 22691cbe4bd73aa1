package blt4j.tornado;

import blt4j.program.Buffer;
import blt4j.program.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one kernel computes: an op, or several that belong together. */
sealed interface Fused {
    /** The buffers that are named, in an order that is the same for everything of a kind. */
    List<Buffer> buffers();

    /** The ops that are computed. */
    List<Op> ops();

    /**
     * One to three projections of the same input into buffers of their own.
     *
     * @param norm what norms the input first; its result is needed by nobody else
     * @param matrices the projections, of equal widths of input
     * @param gate for two projections: what makes one of the two results, which are needed by nobody else
     * @param rotations the rotations of the first results, alike
     */
    record Projection(
            Optional<Op.RmsNorm> norm, List<Op.MatMul> matrices, Optional<Op.SwiGlu> gate, List<Op.Rope> rotations)
            implements Fused {
        /** Copies the lists. */
        public Projection {
            matrices = List.copyOf(matrices);
            rotations = List.copyOf(rotations);
        }

        /** The input before it is normed. */
        Buffer in() {
            return norm.map(Op.RmsNorm::in).orElse(matrices.getFirst().in());
        }

        /** Where a matrix's result goes. */
        Buffer out(int matrix) {
            return gate.map(Op.SwiGlu::out).orElse(matrices.get(matrix).out());
        }

        @Override
        public List<Op> ops() {
            List<Op> ops = new ArrayList<>(matrices);
            norm.ifPresent(ops::add);
            gate.ifPresent(ops::add);
            ops.addAll(rotations);
            return ops;
        }

        @Override
        public List<Buffer> buffers() {
            List<Buffer> buffers = new ArrayList<>(List.of(in()));
            for (int m = 0; m < (gate.isPresent() ? 1 : matrices.size()); m++) {
                buffers.add(out(m));
            }
            return buffers;
        }
    }

    /** One or two buffers that are rotated alike. */
    record Rotation(Op.Rope first, Optional<Op.Rope> second) implements Fused {
        @Override
        public List<Op> ops() {
            List<Op> ops = new ArrayList<>(List.of(first));
            second.ifPresent(ops::add);
            return ops;
        }

        @Override
        public List<Buffer> buffers() {
            List<Buffer> buffers = new ArrayList<>(List.of(first.out()));
            second.ifPresent(s -> buffers.add(s.out()));
            return buffers;
        }
    }

    /** An op by itself. */
    record Single(Op op) implements Fused {
        @Override
        public List<Op> ops() {
            return List.of(op);
        }

        @Override
        public List<Buffer> buffers() {
            return op.buffers();
        }
    }
}
