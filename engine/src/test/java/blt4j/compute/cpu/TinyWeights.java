package blt4j.compute.cpu;

import blt4j.compute.cpu.kernel.PlainKernels;
import blt4j.program.Weight;
import blt4j.weights.DType;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Random tensors in memory. */
public final class TinyWeights implements Weights {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Random random = new Random(7);

    /** Makes a tensor and the weight that names it. */
    public Weight add(String name, DType dtype, int rows, int columns, double spread) {
        float[] numbers = new float[rows * columns];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (random.nextGaussian() * spread);
        }
        tensors.put(name, tensor(name, dtype, rows, columns, numbers));
        return new Weight(name, dtype, rows, columns);
    }

    private static Tensor tensor(String name, DType dtype, int rows, int columns, float[] numbers) {
        byte[] bytes = new byte[numbers.length * dtype.bytes()];
        MemorySegment data = MemorySegment.ofArray(bytes);
        for (int i = 0; i < numbers.length; i++) {
            switch (dtype) {
                case F32 -> data.set(PlainKernels.FLOAT, 4L * i, numbers[i]);
                case F16 -> data.set(PlainKernels.SHORT, 2L * i, Float.floatToFloat16(numbers[i]));
                case BF16 -> data.set(PlainKernels.SHORT, 2L * i, (short) (Float.floatToRawIntBits(numbers[i]) >>> 16));
                case Q8 -> throw new IllegalArgumentException("no 8-bit tensors here");
            }
        }
        return new Tensor(name, dtype, List.of(rows, columns), data);
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public Optional<Tensor> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    @Override
    public String describe() {
        return "made up for a test";
    }

    @Override
    public void close() {}
}
