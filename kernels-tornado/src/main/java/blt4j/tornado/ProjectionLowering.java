package blt4j.tornado;

import blt4j.program.Op;
import blt4j.program.Weight;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task10;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * Lowers projections: of one row (matrix times vector) to work-groups that share each output's sum, of many rows (matrix
 * times matrix) to tiles on a GPU, for its tensor cores where it has such, and to panels on a CPU.
 */
final class ProjectionLowering {
    private static final Task10<
                    KernelContext,
                    IntArray,
                    IntArray,
                    FloatArray,
                    LongArray,
                    FloatArray,
                    Integer,
                    Integer,
                    Integer,
                    Integer>
            BYTES = ProjectionKernels::vectorOfBytes;
    private static final Task10<
                    KernelContext,
                    IntArray,
                    IntArray,
                    FloatArray,
                    LongArray,
                    FloatArray,
                    Integer,
                    Integer,
                    Integer,
                    Integer>
            BITS = ProjectionKernels::vectorOfBits;

    private final Lowering lowering;
    private final KernelContext context;
    private final WeightStore weights;
    private final IntArray step;
    private final FloatArray state;
    private final FloatArray widened;

    /** Lowers the projections of a program whose other ops {@code lowering} lowers. */
    ProjectionLowering(
            Lowering lowering,
            KernelContext context,
            WeightStore weights,
            IntArray step,
            FloatArray state,
            FloatArray widened) {
        this.lowering = lowering;
        this.context = context;
        this.weights = weights;
        this.step = step;
        this.state = state;
        this.widened = widened;
    }

    /** Whether a projection of many rows is computed panel by panel: where it was measured to be faster, else on a CPU. */
    static boolean isPanels(Fused.Projection o, WeightStore weights, Tuning tuning) {
        int format = weights.format(weights.of(o.matrices().getFirst().weight()));
        return tuning.is(
                Tuning.op(o, format, false), Tuning.PANELS, weights.target().multiprocessors() == 0);
    }

    /** Whether a projection of many rows is computed on tensor cores: where a device has them, but where tiles were faster. */
    static boolean isTensor(Fused.Projection o, WeightStore weights, Tuning tuning) {
        int format = weights.format(weights.of(o.matrices().getFirst().weight()));
        return canBeTensor(format, weights.target())
                && tuning.is(Tuning.op(o, format, false), Tuning.TENSOR_CORES, true);
    }

    /** Whether tensor cores that a device has can multiply by weights. */
    static boolean canBeTensor(int format, Target target) {
        return (format == Narrow.BFLOAT16_BITS || format == Narrow.BYTES) && target.parts() > 0;
    }

    /** The kernels of a projection: one, or two where its weights are brought to 32 bits or its rows are split first. */
    List<Kernel> lower(Fused.Projection o) {
        int[] p = parameters(o);
        if (lowering.single()) {
            return List.of(vector(o, p));
        }
        if (isTensor(o, weights, lowering.tuning())) {
            return tensor(o, p);
        }
        boolean panels = isPanels(o, weights, lowering.tuning());
        return isWidened(o, weights, lowering.tuning()) ? widened(o, p, panels) : List.of(many(o, p, panels));
    }

    /** Whether a projection's weights are brought to 32 bits before many rows are computed. */
    static boolean isWidened(Fused.Projection o, WeightStore weights, Tuning tuning) {
        int format = weights.format(weights.of(o.matrices().getFirst().weight()));
        return (format == Narrow.BYTES && !isTensor(o, weights, tuning))
                || (format != Narrow.FLOAT32 && isPanels(o, weights, tuning));
    }

    private Kernel many(Fused.Projection o, int[] p, boolean panels) {
        WeightStore.Location w = location(o);
        return panels
                ? panel(o, p, weights.wide(w))
                : tile(o, p, weights.wide(w), weights.narrow(w), weights.format(w));
    }

    /** What kernels of projections are compiled with: whether the input is normed and the results are gated or rotated. */
    private record Variant(int normed, int gated, int rotated) {
        static Variant of(Fused.Projection o) {
            return new Variant(
                    o.norm().isPresent() ? 1 : 0,
                    o.gate().isPresent() ? 1 : 0,
                    o.rotations().size());
        }
    }

    private Kernel vector(Fused.Projection o, int[] p) {
        Variant v = Variant.of(o);
        WeightStore.Location w = location(o);
        int format = weights.format(w);
        int groups = slices(o) * blocks(o, ProjectionKernels.OUTPUTS);
        Shape shape = shape(o, format, groups);
        LaunchShape launch = LaunchShape.groups(groups).inGroupsOf(shape.threads());
        if (format == Narrow.BYTES || format == Narrow.BFLOAT16_BITS) {
            boolean bytes = format == Narrow.BYTES;
            return Kernel.of(
                    bytes ? "ProjectionKernels.vectorOfBytes" : "ProjectionKernels.vectorOfBits",
                    launch,
                    bytes ? BYTES : BITS,
                    context,
                    step,
                    OpTable.toArray(p),
                    weights.numbers(),
                    weights.narrow(w),
                    state,
                    v.normed(),
                    v.gated(),
                    v.rotated(),
                    shape.code());
        }
        return Kernel.of(
                "ProjectionKernels.vector",
                launch,
                ProjectionKernels::vector,
                context,
                step,
                OpTable.toArray(p),
                weights.numbers(),
                weights.wide(w),
                weights.narrow(w),
                state,
                v.normed(),
                v.gated(),
                v.rotated(),
                format,
                shape.code());
    }

    /** How the projection of one row is shared out: as it was measured to be fastest, else by the device's size. */
    private Shape shape(Fused.Projection o, int format, int groups) {
        return lowering.tuning()
                .shape(Tuning.op(o, format, true))
                .orElseGet(() -> byRule(weights.target().multiprocessors(), groups, loads(o, format)))
                .notDeeper(deepest(format));
    }

    private static Shape byRule(int multiprocessors, int groups, int loads) {
        return multiprocessors == 0 ? Shape.SMALL : Shape.by(multiprocessors, groups, loads);
    }

    /** How many loads a row of the weights takes. */
    static int loads(Fused.Projection o, int format) {
        int columns = o.matrices().getFirst().weight().columns();
        return switch (format) {
            case Narrow.FLOAT32 -> columns;
            case Narrow.BYTES -> Math.ceilDiv(columns, Narrow.OCTET);
            default -> Math.ceilDiv(columns, Narrow.QUAD);
        };
    }

    /** The most loads that a thread has under way for each output. */
    static int deepest(int format) {
        return format == Narrow.BYTES ? 2 : Shape.DEEPEST;
    }

    private Kernel tile(Fused.Projection o, int[] p, FloatArray wide, LongArray narrow, int format) {
        Variant v = Variant.of(o);
        return Kernel.of(
                "ProjectionKernels.tile",
                LaunchShape.tiles(slices(o), blocks(o, ProjectionKernels.TILE_ROWS)),
                ProjectionKernels::tile,
                context,
                step,
                OpTable.toArray(p),
                weights.numbers(),
                wide,
                narrow,
                state,
                v.normed(),
                v.gated(),
                v.rotated(),
                format);
    }

    private List<Kernel> tensor(Fused.Projection o, int[] p) {
        Variant v = Variant.of(o);
        int count = weights.target().parts();
        List<Kernel> kernels = new ArrayList<>();
        LongArray narrow = weights.narrow(location(o));
        boolean bytes = weights.format(location(o)) == Narrow.BYTES;
        if (bytes) {
            int octets = ProjectionPanels.numbers(o) / Narrow.OCTET;
            kernels.add(Kernel.of(
                    "TensorTiles.widen",
                    LaunchShape.once(octets),
                    TensorTiles::widen,
                    context,
                    OpTable.toArray(p.clone()),
                    narrow,
                    weights.steps()));
            fromTheBeginning(o, p);
            narrow = weights.steps();
        }
        IntArray op = OpTable.toArray(p);
        Kernel split = Kernel.of(
                "TensorTiles.split",
                LaunchShape.groups(slices(o)).inGroupsOf(TensorTiles.SPLITTING),
                TensorTiles::split,
                context,
                step,
                op,
                weights.numbers(),
                weights.parts(),
                state,
                v.normed(),
                count);
        Kernel multiply = Kernel.of(
                "TensorTiles.multiply",
                LaunchShape.tensorTiles(slices(o), blocks(o, TensorTiles.OUTPUTS)),
                TensorTiles::multiply,
                context,
                step,
                op,
                weights.numbers(),
                weights.parts(),
                narrow,
                weights.sums(),
                state,
                v.gated(),
                v.rotated(),
                bytes ? 1 : 0,
                count);
        kernels.add(split);
        kernels.add(multiply);
        return kernels;
    }

    private List<Kernel> widened(Fused.Projection o, int[] p, boolean panels) {
        WeightStore.Location w = location(o);
        Kernel widening = widen(o, p, w);
        fromTheBeginning(o, p);
        Kernel many = panels ? panel(o, p, widened) : tile(o, p, widened, weights.narrow(w), Narrow.FLOAT32);
        return List.of(widening, many);
    }

    /** Has the matrices of a projection lie one after the other from the beginning of an array. */
    private static void fromTheBeginning(Fused.Projection o, int[] p) {
        int begin = 0;
        for (int m = 0; m < o.matrices().size(); m++) {
            p[OpTable.MATRICES + m * OpTable.MATRIX] = begin;
            begin += o.matrices().get(m).weight().rows()
                    * o.matrices().get(m).weight().columns();
        }
    }

    private Kernel widen(Fused.Projection o, int[] p, WeightStore.Location w) {
        int rows = o.matrices().stream().mapToInt(m -> m.weight().rows()).sum();
        LaunchShape launch = LaunchShape.once(rows);
        int format = weights.format(w);
        if (format == Narrow.BYTES) {
            return Kernel.of(
                    "ProjectionPanels.widenBytes",
                    launch,
                    ProjectionPanels::widenBytes,
                    context,
                    OpTable.toArray(p.clone()),
                    weights.numbers(),
                    weights.narrow(w),
                    widened);
        }
        return Kernel.of(
                "ProjectionPanels.widen",
                launch,
                ProjectionPanels::widen,
                context,
                OpTable.toArray(p.clone()),
                weights.numbers(),
                weights.narrow(w),
                widened,
                format);
    }

    private Kernel panel(Fused.Projection o, int[] p, FloatArray wide) {
        Variant v = Variant.of(o);
        return Kernel.of(
                "ProjectionPanels.panel",
                LaunchShape.panels(slices(o), blocks(o, ProjectionPanels.OUTPUTS)),
                ProjectionPanels::panel,
                context,
                step,
                OpTable.toArray(p),
                weights.numbers(),
                wide,
                state,
                v.normed(),
                v.gated(),
                v.rotated());
    }

    private int[] parameters(Fused.Projection o) {
        int[] p = lowering.parameters();
        Op.MatMul first = o.matrices().getFirst();
        p[OpTable.IN] = lowering.place(o.in());
        p[OpTable.WIDTH] = first.weight().columns();
        p[OpTable.SLICES] = first.slices();
        p[OpTable.NUMBERS] = o.norm().map(weights::gain).orElse(0);
        p[OpTable.BETA] = (int) first.beta();
        Lowering.require(p[OpTable.BETA] == first.beta(), "adds to what is no whole number times its output");
        if (!o.rotations().isEmpty()) {
            p[OpTable.ANGLES] = lowering.angles(o.rotations().getFirst());
            p[OpTable.ROTATED_SIZE] = o.rotations().getFirst().headSize();
        }
        for (int m = 0; m < o.matrices().size(); m++) {
            Weight weight = o.matrices().get(m).weight();
            int at = OpTable.MATRICES + m * OpTable.MATRIX;
            p[at] = weights.of(weight).offset();
            p[at + 1] = lowering.place(o.out(m));
            p[at + 2] = weight.rows();
            p[OpTable.SCALES + m] = weights.scales(weight);
        }
        return p;
    }

    /** Where the first matrix is; the others of a projection are in the same array. */
    private WeightStore.Location location(Fused.Projection o) {
        return weights.of(o.matrices().getFirst().weight());
    }

    private static int slices(Fused.Projection o) {
        return o.matrices().getFirst().slices();
    }

    /** Blocks of so many outputs of each matrix; when gated, half of them of each of both. */
    private static int blocks(Fused.Projection o, int outputs) {
        return o.gate().isPresent()
                ? Math.ceilDiv(o.matrices().getFirst().weight().rows(), outputs / 2)
                : o.matrices().stream()
                        .mapToInt(m -> Math.ceilDiv(m.weight().rows(), outputs))
                        .sum();
    }
}
