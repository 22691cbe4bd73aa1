package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.compute.Executor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The kernels as plain Java, their work-groups emulated; and what is no op's. */
class OpAsJavaTest extends OpTest {
    @Override
    Executor load(OpCases model) {
        return new EmulatedExecutor(model.programs(), model, 1 << 20);
    }

    @Test
    void tablesThatAreNotHeldGiveTheSame() {
        for (OpCases.Case wanted : cases()) {
            if (wanted.name().startsWith("hash embedding")) {
                try (Executor gathering = new EmulatedExecutor(wanted.programs(), model(), 0)) {
                    compare(wanted, gathering);
                    compareTogether(wanted, gathering);
                }
            }
        }
    }

    @Test
    void tensorCoresGiveTheSameOfAllParts() {
        WeightStore.Limits limits =
                new WeightStore.Limits(1 << 20, 1 << 20, new Target(132, true, false, TensorTiles.MAX_PARTS));
        for (OpCases.Case wanted : cases()) {
            if (wanted.name().contains("projection")
                    && !wanted.name().contains("odd width")
                    && wanted.name().matches(".*(BF16|Q8|bfloat16|wide projection$).*")) {
                try (EmulatedExecutor tensor = new EmulatedExecutor(wanted.programs(), model(), limits)) {
                    compare(wanted, tensor);
                    if (wanted.name().contains("rotated")) {
                        compareTogether(wanted, tensor);
                    }
                    assertTrue(tensor.launched().contains("TensorTiles.multiply"), wanted.name());
                }
            }
        }
    }

    @Test
    void everyNarrowNumberIsRead() {
        FloatArray numbers = new FloatArray(Narrow.TABLE);
        Narrow.writeTable(numbers);
        for (int bits = 0; bits < 1 << 16; bits++) {
            float bfloat = Float.intBitsToFloat(bits << 16);
            if (Float.isFinite(bfloat)) {
                float wanted = Math.abs(bfloat) < Float.MIN_NORMAL ? 0f : bfloat;
                assertEquals(wanted, Narrow.low(numbers, Narrow.BFLOAT16, bits | 0x12340000), 0f);
                if (wanted > 0) {
                    int whole = Float.floatToRawIntBits(bfloat) | 0x5A5A;
                    assertEquals(Float.intBitsToFloat(whole), Narrow.whole(numbers, whole), 0f);
                }
            }
            float half = Float.float16ToFloat((short) bits);
            if (Float.isFinite(half)) {
                assertEquals(half, Narrow.low(numbers, Narrow.FLOAT16, bits | 0xFEDC0000), 0f);
            }
        }
    }

    @Test
    void limitsAreOfEveryNumber() {
        int each = 8;
        FloatArray numbers = new FloatArray(2 * LimitKernels.GROUP * each);
        FloatArray sums = new FloatArray(2 * LimitKernels.GROUP);
        for (int i = 0; i < numbers.getSize(); i++) {
            numbers.set(i, i % 1000);
        }
        EmulatedGroups.run(2, 1, LimitKernels.GROUP, 1, context -> LimitKernels.read(context, numbers, sums, each));
        assertEquals(sum(numbers), sum(sums), 1e-3);
        FloatArray operands = FloatArray.fromElements(0.5f, 1f, 10f);
        EmulatedGroups.run(
                2, 1, LimitKernels.GROUP, 1, context -> LimitKernels.multiplyAdd(context, operands, sums, 3));
        // 10 … 17 three times halved and one added: 3 … 3.875, from 1.25 and 1.75 on.
        float[] expected = new float[2 * LimitKernels.GROUP];
        Arrays.fill(expected, 8 * 1.75f + (10 + 17) * 4 / 8f);
        assertArrayEquals(expected, sums.toHeapArray());
    }

    private static double sum(FloatArray numbers) {
        double sum = 0;
        for (int i = 0; i < numbers.getSize(); i++) {
            sum += numbers.get(i);
        }
        return sum;
    }

    @Test
    void numbersAreMovedAbout() {
        FloatArray state = FloatArray.fromElements(0, 1, 2, 3, 4, 5, 6, 7);
        EmulatedGroups.run(
                TransferKernels.THREADS / 64,
                1,
                64,
                1,
                context -> TransferKernels.move(context, IntArray.fromElements(1, 4, 3), state));
        assertArrayEquals(new float[] {0, 1, 2, 3, 1, 2, 3, 7}, state.toHeapArray());
        EmulatedGroups.run(
                TransferKernels.THREADS / 64,
                1,
                64,
                1,
                context -> TransferKernels.write(
                        context, IntArray.fromElements(0, 6, 2), FloatArray.fromElements(8, 9, 10), state));
        assertArrayEquals(new float[] {0, 1, 2, 3, 1, 2, 8, 9}, state.toHeapArray());
    }
}
