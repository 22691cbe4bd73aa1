package blt4j.tornado;

import blt4j.BltException;
import blt4j.compute.Precision;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Weight;
import blt4j.weights.DType;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * A model's weights as float32, packed one after the other into a few large arrays, so that a graph has few things to
 * keep track of. The tables of a hash embedding lie together; where they would not fit the device they stay in their
 * file, and their rows are gathered from there.
 */
final class WeightStore {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Where a weight is: an array, and the index in it of its first number. */
    record Location(FloatArray array, int offset) {}

    /** The frequencies of a rotary embedding. */
    private record Frequencies(int headSize, double theta) {}

    /** A run of numbers that must lie together, and what writes them. */
    private record Item(Object key, List<Weight> weights, long count) {}

    private final Weights weights;
    private final boolean roundToBf16;
    private final Map<Object, Location> locations = new HashMap<>();
    private final List<FloatArray> arrays = new ArrayList<>();

    /**
     * Copies weights into arrays.
     *
     * @param programs whose weights
     * @param weights where their tensors are
     * @param limits what the device can hold
     */
    WeightStore(List<Program> programs, Weights weights, Precision precision, Limits limits) {
        if (precision == Precision.Q8) {
            throw new BltException("TornadoVM's kernels hold weights as float32 or rounded to bfloat16;"
                    + " 8-bit weights are for the CPU.");
        }
        this.weights = weights;
        this.roundToBf16 = precision == Precision.BF16;
        pack(items(programs, limits), limits.arrayFloats());
    }

    /**
     * What a device can hold.
     *
     * @param arrayFloats the most numbers in one array
     * @param tableFloats the most numbers in all tables of a hash embedding, or they stay in their file
     */
    record Limits(long arrayFloats, long tableFloats) {}

    private static List<Item> items(List<Program> programs, Limits limits) {
        Map<Object, Item> items = new LinkedHashMap<>();
        for (Program program : programs) {
            for (Op op : program.ops()) {
                if (op instanceof Op.HashEmbedding hash) {
                    long count = hash.tables().stream().mapToLong(Weight::count).sum();
                    if (count <= Math.min(limits.tableFloats(), limits.arrayFloats())) {
                        items.putIfAbsent(hash.tables(), new Item(hash.tables(), hash.tables(), count));
                    }
                } else if (op instanceof Op.Rope rope) {
                    Frequencies key = new Frequencies(rope.headSize(), rope.theta());
                    items.putIfAbsent(key, new Item(key, List.of(), rope.headSize() / 2));
                } else {
                    op.weights().forEach(w -> items.putIfAbsent(w, new Item(w, List.of(w), w.count())));
                }
            }
        }
        return List.copyOf(items.values());
    }

    /** First-fit in order: an array is filled until the next item would overflow it. */
    private void pack(List<Item> items, long limit) {
        for (int begin = 0; begin < items.size(); ) {
            long size = 0;
            int end = begin;
            while (end < items.size() && size + items.get(end).count() <= limit) {
                size += items.get(end++).count();
            }
            if (end == begin) {
                throw new BltException("The device takes arrays of " + limit / (1 << 18) + " MiB at most, and "
                        + items.get(begin).key() + " is larger; run this model on the CPU.");
            }
            FloatArray array = new FloatArray((int) size);
            int offset = 0;
            for (Item item : items.subList(begin, end)) {
                locations.put(item.key(), new Location(array, offset));
                write(item, array, offset);
                offset += (int) item.count();
            }
            arrays.add(array);
            begin = end;
        }
    }

    private void write(Item item, FloatArray array, int offset) {
        if (item.key() instanceof Frequencies f) {
            for (int j = 0; j < f.headSize() / 2; j++) {
                array.set(offset + j, (float) Math.pow(f.theta(), -2.0 * j / f.headSize()));
            }
        }
        int at = offset;
        for (Weight weight : item.weights()) {
            copy(weights.get(weight.name()), array, at);
            at += (int) weight.count();
        }
    }

    private void copy(Tensor tensor, FloatArray array, int offset) {
        long count = (long) tensor.rows() * tensor.columns();
        if (tensor.dtype() == DType.F32 && !roundToBf16 && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            MemorySegment.copy(tensor.data(), 0, array.getSegment(), 4L * offset, 4 * count);
            return;
        }
        for (long i = 0; i < count; i++) {
            float value = number(tensor, i);
            array.set((int) (offset + i), roundToBf16 ? roundToBf16(value) : value);
        }
    }

    /** The number at an index of a tensor. */
    static float number(Tensor tensor, long index) {
        return switch (tensor.dtype()) {
            case F32 ->
                tensor.data().get(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 4 * index);
            case BF16 -> Float.intBitsToFloat(tensor.data().get(SHORT, 2 * index) << 16);
            case F16 -> Float.float16ToFloat(tensor.data().get(SHORT, 2 * index));
            case Q8 ->
                throw new BltException(
                        "The tensor '" + tensor.name() + "' is stored in 8 bits, which TornadoVM's kernels"
                                + " do not read; run this model on the CPU.");
        };
    }

    private static float roundToBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = bits + 0x7fff + (bits >>> 16 & 1);
        return Float.isNaN(value) ? value : Float.intBitsToFloat(rounded & 0xffff0000);
    }

    /** The arrays, each of which is to be brought to the device. */
    List<FloatArray> arrays() {
        return arrays;
    }

    /** The bytes of all arrays. */
    long bytes() {
        return arrays.stream().mapToLong(a -> 4L * a.getSize()).sum();
    }

    Location of(Weight weight) {
        return find(weight);
    }

    Location of(Op.Rope rope) {
        return find(new Frequencies(rope.headSize(), rope.theta()));
    }

    /** Where the tables of a hash embedding begin, which {@link #holds} them. */
    Location of(Op.HashEmbedding hash) {
        return find(hash.tables());
    }

    /** Whether the tables of a hash embedding are among the arrays. */
    boolean holds(Op.HashEmbedding hash) {
        return locations.containsKey(hash.tables());
    }

    /** The arrays that a program's ops read. */
    Set<FloatArray> arraysOf(Program program) {
        Set<FloatArray> used = new LinkedHashSet<>();
        for (Op op : program.ops()) {
            switch (op) {
                case Op.HashEmbedding hash -> {
                    if (holds(hash)) {
                        used.add(of(hash).array());
                    }
                }
                case Op.Rope rope -> used.add(of(rope).array());
                default -> op.weights().forEach(w -> used.add(of(w).array()));
            }
        }
        return used;
    }

    /** The tensor of a weight, where it lies in its file. */
    Tensor tensor(Weight weight) {
        return weights.get(weight.name());
    }

    private Location find(Object key) {
        Location location = locations.get(key);
        if (location == null) {
            throw new IllegalArgumentException(key + " is not among the weights that were loaded");
        }
        return location;
    }
}
