package blt4j.compute.cpu.plan;

import blt4j.BltException;
import blt4j.compute.cpu.kernel.Conversion;
import blt4j.compute.cpu.kernel.Kernels;
import blt4j.compute.cpu.kernel.Matrix;
import blt4j.compute.cpu.kernel.PlainKernels;
import blt4j.compute.cpu.plan.CpuTextCaches.Cache;
import blt4j.device.Precision;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Weight;
import blt4j.stage.RotaryEmbedding;
import blt4j.weights.DType;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the plans of a model's programs share: weights, rotations, and the numbering of caches and outputs. */
public final class LoadedWeights {
    private final Kernels kernels;
    private final Weights weights;
    private final Precision precision;
    private final Arena arena;
    private final List<Buffer> caches;
    private final Map<Buffer, Integer> heads = new LinkedHashMap<>();
    private final List<Buffer> outputs;
    private final Map<Weight, Matrix> projections = new LinkedHashMap<>();
    private final Map<Weight, float[]> gains = new LinkedHashMap<>();
    private final Map<RopeKey, RopeTable> ropes = new LinkedHashMap<>();
    private final List<RopeTable> ropeList = new ArrayList<>();
    private long ownBytes;

    private record RopeKey(int headSize, RotaryEmbedding rotation) {}

    /**
     * Finds the caches and outputs of programs.
     *
     * @param kernels convert weights
     * @param arena owns weights that are converted
     */
    public LoadedWeights(List<Program> programs, Kernels kernels, Weights weights, Precision precision, Arena arena) {
        this.kernels = kernels;
        this.weights = weights;
        this.precision = precision;
        this.arena = arena;
        Set<Buffer> cached = new LinkedHashSet<>();
        Set<Buffer> read = new LinkedHashSet<>();
        for (Program program : programs) {
            program.outputs().stream().filter(b -> !b.cached()).forEach(read::add);
            program.outputs().stream().filter(Buffer::cached).forEach(cached::add);
            for (Op op : program.ops()) {
                op.buffers().stream().filter(Buffer::cached).forEach(cached::add);
                if (op instanceof Op.Attention a) {
                    heads.put(a.keys(), a.keyValueHeads());
                    heads.put(a.values(), a.keyValueHeads());
                }
            }
        }
        this.caches = List.copyOf(cached);
        this.outputs = List.copyOf(read);
    }

    /** The caches, those that self-attention reads in as many parts as they have heads. */
    public List<Cache> caches() {
        return caches.stream().map(b -> new Cache(b, heads.getOrDefault(b, 1))).toList();
    }

    /** Whether a cache lies head by head, so that a row of it is in several places. */
    boolean byHeads(Buffer cache) {
        return heads.containsKey(cache);
    }

    public List<Buffer> outputs() {
        return outputs;
    }

    public int cacheIndex(Buffer buffer) {
        return caches.indexOf(buffer);
    }

    /** The number of an activation that is read after runs, or −1. */
    public int outputIndex(Buffer buffer) {
        return outputs.indexOf(buffer);
    }

    /** The bytes of weights that were converted. */
    public long ownBytes() {
        return ownBytes;
    }

    /** All tables of rotations. */
    public List<RopeTable> ropes() {
        return ropeList;
    }

    RopeTable rope(int headSize, RotaryEmbedding rotation) {
        return ropes.computeIfAbsent(new RopeKey(headSize, rotation), k -> {
            RopeTable table = new RopeTable(k.headSize(), k.rotation());
            ropeList.add(table);
            return table;
        });
    }

    /** A table of embeddings, where it lies. */
    Matrix table(Weight weight) {
        return stored(weight);
    }

    /** A gain as an array. */
    float[] gain(Weight weight) {
        return gains.computeIfAbsent(weight, w -> {
            Matrix m = stored(w);
            float[] gain = new float[w.columns()];
            for (int i = 0; i < gain.length; i++) {
                gain[i] = PlainKernels.number(m, 0, i);
            }
            return gain;
        });
    }

    /** A projection's weights in the wanted precision. */
    Matrix projection(Weight weight) {
        return projections.computeIfAbsent(weight, w -> {
            Matrix stored = stored(w);
            DType wanted = wanted(stored.dtype());
            if (wanted == stored.dtype()) {
                return stored;
            }
            Matrix converted = Conversion.convert(w.name(), stored, wanted, arena, kernels);
            ownBytes += converted.data().byteSize() + converted.scales().byteSize();
            if (stored.data().isMapped()) {
                stored.data().unload(); // or its pages of the file would count as this process's memory
            }
            return converted;
        });
    }

    private DType wanted(DType stored) {
        return switch (precision) {
            case STORED -> stored;
            case F32 -> DType.F32;
            case BF16 -> DType.BF16;
            case Q8 -> DType.Q8;
        };
    }

    private Matrix stored(Weight weight) {
        Tensor tensor = weights.get(weight.name());
        if (tensor.rows() != weight.rows() || tensor.columns() != weight.columns()) {
            throw new BltException("The tensor '" + weight.name() + "' of " + weights.describe() + " has the shape "
                    + tensor.shape() + ", but the model needs " + weight.rows() + " × " + weight.columns() + ".");
        }
        return Conversion.view(tensor);
    }
}
