package blt4j.tornado;

import blt4j.BltException;
import blt4j.device.Precision;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Weight;
import blt4j.vocabulary.NgramHash;
import blt4j.weights.DType;
import blt4j.weights.Quantization;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A model's weights, packed one after the other into a few large arrays, so that a graph has few things to keep track of:
 * float32, or in 16 bits, four in a long integer, or in 8, eight in one, where the checkpoint or the wanted precision has that. Gains and
 * what else is small is in one array of float32, the <em>numbers</em>. The tables of a hash embedding lie together; where
 * they would not fit the device they stay in their file, and their rows are gathered from there.
 */
final class WeightStore {
    /**
     * Where a weight is.
     *
     * @param array floats, or long integers of four numbers each
     * @param offset the index of its first number
     * @param format as {@link Narrow} numbers them
     */
    record Location(TornadoNativeArray array, int offset, int format) {}

    /** A gain with its epsilon behind it. */
    private record Gain(Weight weight, float epsilon) {}

    /** The scales of a matrix in 8 bits, one for each row. */
    private record Scales(Weight weight) {}

    /** The bases of hash functions and the group sizes that they are applied to. */
    private record Hash(int functions, List<Integer> groupSizes) {}

    /** Weights that must lie together. */
    private record Item(Object key, List<Weight> weights, int format) {
        long count() {
            return weights.stream().mapToLong(Weight::count).sum();
        }

        long bytes() {
            return count() * bytes(format);
        }

        static int bytes(int format) {
            return switch (format) {
                case Narrow.FLOAT32 -> 4;
                case Narrow.BYTES -> 1;
                default -> 2;
            };
        }
    }

    private static final ValueLayout.OfFloat SCALE =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Weights weights;
    private final Precision precision;
    private final Limits limits;
    private final Map<Object, Location> locations = new HashMap<>();
    private final Map<Object, Integer> smallPlaces = new HashMap<>();
    private final Map<Hash, LongArray> hashes = new LinkedHashMap<>();
    private final List<TornadoNativeArray> arrays = new ArrayList<>();
    private final FloatArray numbers;
    private final Map<Scales, float[]> scales = new LinkedHashMap<>();
    private final LongArray none = new LongArray(1);
    private final LongArray parts;
    private final FloatArray sums;
    private final LongArray steps;

    /**
     * Copies weights into arrays.
     *
     * @param programs whose weights
     * @param weights where their tensors are
     * @param limits what the device can hold
     */
    WeightStore(List<Program> programs, Weights weights, Precision precision, Limits limits) {
        this.weights = weights;
        this.precision = precision;
        this.limits = limits;
        List<Item> items = items(programs, limits);
        for (int format : new int[] {Narrow.FLOAT32, Narrow.BFLOAT16, Narrow.FLOAT16, Narrow.BYTES}) {
            long most = Math.min(Integer.MAX_VALUE / 2, limits.arrayBytes() / Item.bytes(format));
            pack(items.stream().filter(i -> i.format() == format).toList(), most);
        }
        this.numbers = small(programs);
        arrays.add(numbers);
        arrays.add(none);
        arrays.addAll(hashes.values());
        boolean tensor = limits.target().parts() > 0;
        this.parts = tensor ? new LongArray(mostParts(programs)) : none;
        this.sums = tensor ? new FloatArray(mostSums(programs)) : numbers;
        int mostSteps = tensor ? mostSteps(programs) : 0;
        this.steps = mostSteps > 0 ? new LongArray(mostSteps) : none;
        if (tensor) {
            arrays.add(parts);
            arrays.add(sums);
            arrays.add(steps);
        }
    }

    /** The long integers of the parts of as many rows as there may be ({@link TensorTiles}). */
    private int mostParts(List<Program> programs) {
        int longs = programs.stream()
                .flatMap(p -> p.ops().stream())
                .filter(Op.MatMul.class::isInstance)
                .map(Op.MatMul.class::cast)
                .mapToInt(o -> o.slices() * TensorTiles.longs(o.weight().columns()))
                .max()
                .orElse(1);
        return TornadoExecutor.MAX_ROWS * limits.target().parts() * longs;
    }

    /** The long integers of a projection's matrices in bfloat16, where they are in 8 bits; projections of one input follow each other. */
    private int mostSteps(List<Program> programs) {
        int most = 0;
        for (Program program : programs) {
            List<Weight> bytes = program.ops().stream()
                    .filter(Op.MatMul.class::isInstance)
                    .map(o -> ((Op.MatMul) o).weight())
                    .filter(w -> of(w).format() == Narrow.BYTES)
                    .toList();
            for (int i = 0; i < bytes.size(); i++) {
                long numbers = bytes.subList(i, Math.min(i + OpTable.MAX_MATRICES, bytes.size())).stream()
                        .mapToLong(Weight::count)
                        .sum();
                most = Math.max(most, Math.toIntExact(numbers / Narrow.QUAD));
            }
        }
        return most;
    }

    /** The sums of all outputs of as many rows as there may be: projections of one input follow each other. */
    private static int mostSums(List<Program> programs) {
        int most = 1;
        for (Program program : programs) {
            List<Op.MatMul> matrices = program.ops().stream()
                    .filter(Op.MatMul.class::isInstance)
                    .map(Op.MatMul.class::cast)
                    .toList();
            for (int i = 0; i < matrices.size(); i++) {
                int outputs = matrices.subList(i, Math.min(i + OpTable.MAX_MATRICES, matrices.size())).stream()
                        .mapToInt(o -> o.slices() * Math.ceilDiv(o.weight().rows(), TensorTiles.OUTPUTS))
                        .sum();
                most = Math.max(most, outputs * TensorTiles.OUTPUTS * TornadoExecutor.MAX_ROWS);
            }
        }
        return most;
    }

    /**
     * What a device can hold.
     *
     * @param arrayBytes the most bytes in one array
     * @param tableBytes the most bytes in all tables of a hash embedding, or they stay in their file
     * @param target what the kernels are for
     */
    record Limits(long arrayBytes, long tableBytes, Target target) {
        /** Limits of a device of which nothing else is known. */
        Limits(long arrayBytes, long tableBytes) {
            this(arrayBytes, tableBytes, Target.PLAIN);
        }
    }

    private List<Item> items(List<Program> programs, Limits limits) {
        Map<Object, Item> items = new LinkedHashMap<>();
        for (Program program : programs) {
            for (Op op : program.ops()) {
                switch (op) {
                    case Op.HashEmbedding hash -> {
                        Item item = new Item(hash.tables(), hash.tables(), format(hash.tables(), false));
                        if (item.bytes() <= Math.min(limits.tableBytes(), limits.arrayBytes())) {
                            items.putIfAbsent(item.key(), item);
                        }
                    }
                    case Op.RmsNorm _ -> {}
                    case Op.MatMul o -> items.putIfAbsent(o.weight(), item(o.weight(), true));
                    default -> op.weights().forEach(w -> items.putIfAbsent(w, item(w, false)));
                }
            }
        }
        return List.copyOf(items.values());
    }

    private Item item(Weight weight, boolean projection) {
        return new Item(weight, List.of(weight), format(List.of(weight), projection));
    }

    /** How weights are held: tables as they are stored, projections as wanted; what is no row of fours or eights, in 32 bits. */
    private int format(List<Weight> together, boolean projection) {
        boolean fours = together.stream().allMatch(w -> w.columns() % Narrow.QUAD == 0);
        Set<DType> stored = together.stream().map(w -> tensor(w).dtype()).collect(Collectors.toSet());
        boolean eights = together.stream().allMatch(w -> w.columns() % Narrow.OCTET == 0);
        Precision wanted = projection ? precision : Precision.STORED;
        boolean bytes = wanted == Precision.Q8 || (wanted == Precision.STORED && stored.equals(Set.of(DType.Q8)));
        if (bytes) {
            return projection && eights ? Narrow.BYTES : Narrow.FLOAT32;
        }
        if (!fours || wanted == Precision.F32) {
            return Narrow.FLOAT32;
        }
        if (wanted == Precision.BF16 || stored.equals(Set.of(DType.BF16))) {
            return Narrow.BFLOAT16;
        }
        return stored.equals(Set.of(DType.F16)) ? Narrow.FLOAT16 : Narrow.FLOAT32;
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
                throw new BltException("The device takes arrays of " + limit + " numbers at most, and "
                        + items.get(begin).key() + " is larger; run this model on the CPU.");
            }
            int format = items.get(begin).format();
            TornadoNativeArray array = format == Narrow.FLOAT32
                    ? new FloatArray((int) size)
                    : new LongArray((int) (size / perLong(format)));
            int offset = 0;
            for (Item item : items.subList(begin, end)) {
                locations.put(item.key(), new Location(array, offset, format));
                for (Weight weight : item.weights()) {
                    copy(weight, array, offset, format);
                    offset += (int) weight.count();
                }
            }
            arrays.add(array);
            begin = end;
        }
    }

    private static int perLong(int format) {
        return format == Narrow.BYTES ? Narrow.OCTET : Narrow.QUAD;
    }

    private void copy(Weight weight, TornadoNativeArray array, int offset, int format) {
        if (format == Narrow.BYTES) {
            copyBytes(weight, (LongArray) array, offset);
            return;
        }
        Tensor tensor = tensor(weight);
        int columns = weight.columns();
        MemorySegment data = array.getSegment();
        boolean littleEndian = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        if (littleEndian && tensor.dtype() == dtype(format)) {
            long bytes = tensor.dtype().bytes();
            MemorySegment.copy(tensor.data(), 0, data, bytes * offset, bytes * weight.count());
            return;
        }
        float[] row = new float[columns];
        for (int r = 0; r < weight.rows(); r++) {
            tensor.readRow(r, row, 0);
            long at = offset + (long) r * columns;
            if (array instanceof LongArray quads) {
                writeQuads(row, quads, Math.toIntExact(at / Narrow.QUAD), format);
            } else {
                MemorySegment.copy(row, 0, data, ValueLayout.JAVA_FLOAT, 4 * at, columns);
            }
        }
    }

    /** Bytes lie in an integer the lowest first, as they do in memory on all machines that have such devices. */
    private void copyBytes(Weight weight, LongArray array, int offset) {
        Tensor tensor = tensor(weight);
        MemorySegment data = array.getSegment();
        float[] scale = new float[weight.rows()];
        if (tensor.dtype() == DType.Q8) {
            MemorySegment.copy(tensor.data(), 0, data, offset, weight.count());
            for (int r = 0; r < scale.length; r++) {
                scale[r] = tensor.scales().get(SCALE, (long) r * Float.BYTES);
            }
        } else {
            float[] row = new float[weight.columns()];
            for (int r = 0; r < scale.length; r++) {
                tensor.readRow(r, row, 0);
                scale[r] = Quantization.quantizeRow(row, data, offset + (long) r * weight.columns());
            }
        }
        scales.put(new Scales(weight), scale);
    }

    private static DType dtype(int format) {
        return switch (format) {
            case Narrow.BFLOAT16 -> DType.BF16;
            case Narrow.FLOAT16 -> DType.F16;
            default -> DType.F32;
        };
    }

    private static void writeQuads(float[] row, LongArray quads, int at, int format) {
        for (int i = 0; i < row.length; i += Narrow.QUAD) {
            long quad = 0;
            for (int j = Narrow.QUAD - 1; j >= 0; j--) {
                float number = row[i + j];
                int bits = format == Narrow.BFLOAT16 ? bfloat16(number) : Float.floatToFloat16(number) & 0xFFFF;
                quad = quad << 16 | bits;
            }
            quads.set(at + i / Narrow.QUAD, quad);
        }
    }

    /** The bits of the nearest bfloat16, ties to even. */
    private static int bfloat16(float number) {
        int bits = Float.floatToRawIntBits(number);
        return (bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16;
    }

    /** Gains with their epsilons, behind the tables by which narrow numbers are read. */
    private FloatArray small(List<Program> programs) {
        Map<Object, float[]> items = new LinkedHashMap<>(scales);
        for (Program program : programs) {
            for (Op op : program.ops()) {
                switch (op) {
                    case Op.RmsNorm o ->
                        items.computeIfAbsent(
                                new Gain(o.gain(), o.epsilon()), _ -> gain(tensor(o.gain()), o.epsilon()));
                    case Op.HashEmbedding o when holds(o) -> hashes.computeIfAbsent(hash(o), WeightStore::primes);
                    default -> {}
                }
            }
        }
        int size =
                Narrow.TABLE + items.values().stream().mapToInt(i -> i.length).sum();
        FloatArray array = new FloatArray(size);
        Narrow.writeTable(array);
        int at = Narrow.TABLE;
        for (Map.Entry<Object, float[]> item : items.entrySet()) {
            smallPlaces.put(item.getKey(), at);
            for (float number : item.getValue()) {
                array.set(at++, number);
            }
        }
        return array;
    }

    private static float[] gain(Tensor tensor, float epsilon) {
        float[] gain = new float[tensor.columns() + 1];
        tensor.readRow(0, gain, 0);
        gain[tensor.columns()] = epsilon;
        return gain;
    }

    private static Hash hash(Op.HashEmbedding op) {
        return new Hash(op.tables().size() / op.groupSizes().size(), op.groupSizes());
    }

    private static LongArray primes(Hash hash) {
        LongArray primes = new LongArray(hash.functions() + hash.groupSizes().size());
        for (int f = 0; f < hash.functions(); f++) {
            primes.set(f, NgramHash.prime(f));
        }
        for (int g = 0; g < hash.groupSizes().size(); g++) {
            primes.set(hash.functions() + g, hash.groupSizes().get(g));
        }
        return primes;
    }

    /** All arrays, each of which is to be brought to the device. */
    List<TornadoNativeArray> arrays() {
        return arrays;
    }

    /** What the kernels are for. */
    Target target() {
        return limits.target();
    }

    /** A store of other programs' weights, alike. */
    WeightStore of(List<Program> programs, Weights others) {
        return new WeightStore(programs, others, precision, limits);
    }

    /** How projections' weights are held. */
    Precision precision() {
        return precision;
    }

    /** Where the tensors are. */
    Weights tensors() {
        return weights;
    }

    /** The format of weights as kernels are to read them there. */
    int format(Location location) {
        return location.format() == Narrow.BFLOAT16 && limits.target().bits()
                ? Narrow.BFLOAT16_BITS
                : location.format();
    }

    /** The array of small things. */
    FloatArray numbers() {
        return numbers;
    }

    /** Where a kernel finds weights in 32 bits; any array where they are narrower. */
    FloatArray wide(Location location) {
        return location.array() instanceof FloatArray floats ? floats : numbers;
    }

    /** Where a kernel finds weights in 16 bits; any array where they are wider. */
    LongArray narrow(Location location) {
        return location.array() instanceof LongArray quads ? quads : none;
    }

    /** Room for the parts of rows; any array where none are split. */
    LongArray parts() {
        return parts;
    }

    /** Room for a projection's weights in bfloat16 where they are held in 8 bits; any array where none are. */
    LongArray steps() {
        return steps;
    }

    /** Room for what tensor cores add up; any array where there are none. */
    FloatArray sums() {
        return sums;
    }

    /** The arrays that a kernel needs for weights. */
    List<TornadoNativeArray> arrays(Location location) {
        return List.of(numbers, wide(location), narrow(location));
    }

    /** The bytes of all arrays. */
    long bytes() {
        return arrays.stream()
                .mapToLong(TornadoNativeArray::getNumBytesOfSegment)
                .sum();
    }

    /** Where a projection's or an embedding's weights are. */
    Location of(Weight weight) {
        return find(locations, weight);
    }

    /** Where a hash embedding's tables are, which {@link #holds} them. */
    Location of(Op.HashEmbedding hash) {
        return find(locations, hash.tables());
    }

    /** The primes and group sizes of a hash embedding whose tables are held. */
    LongArray primes(Op.HashEmbedding op) {
        return find(hashes, hash(op));
    }

    /** Where in the numbers the scales of a matrix's rows are; 0 if it has none. */
    int scales(Weight weight) {
        return Optional.ofNullable(smallPlaces.get(new Scales(weight))).orElse(0);
    }

    /** Where in the numbers a norm's gain is. */
    int gain(Op.RmsNorm norm) {
        return find(smallPlaces, new Gain(norm.gain(), norm.epsilon()));
    }

    /** Whether the tables of a hash embedding are among the arrays. */
    boolean holds(Op.HashEmbedding hash) {
        return locations.containsKey(hash.tables());
    }

    /** The tensor of a weight, where it lies in its file. */
    Tensor tensor(Weight weight) {
        return weights.get(weight.name());
    }

    private static <K, V> V find(Map<K, V> places, K key) {
        return Optional.ofNullable(places.get(key))
                .orElseThrow(() -> new IllegalArgumentException(key + " is not among the weights that were loaded"));
    }
}
