package blt4j.tornado;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/**
 * What the 32 threads of a warp do together: {@code ldmatrix} and {@code mma.m16n8k16} as NVIDIA's "PTX ISA" tells which lane
 * has which numbers. TornadoVM writes both into CUDA's code itself, and has no Java for them.
 */
final class EmulatedWarp {
    static final int LANES = 32;

    private final CyclicBarrier barrier = new CyclicBarrier(LANES);
    private final Object[][] shown = new Object[2][LANES];

    /** One thread of a warp. */
    static final class Lane {
        private final EmulatedWarp warp;
        private final int number;
        private int shows;

        Lane(EmulatedWarp warp, int number) {
            this.warp = warp;
            this.number = number;
        }

        /** Shows something to the other lanes, and gets what they showed. */
        private Object[] show(Object own) {
            // Nobody shows again what comes after the next before all have seen this.
            Object[] all = warp.shown[shows++ % 2];
            all[number] = own;
            try {
                warp.barrier.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new AssertionError("a lane of the warp did not come along", e);
            }
            return all;
        }

        /** Four matrices of eight rows of eight numbers, the first 32 bytes a row, and the second behind the first. */
        HalfFloat[] loadRows(int[] tile, int offset) {
            int eight = number / 8;
            Object[] places = show((eight % 2 * 8 + number % 8) * 32 + eight / 2 * 16 + offset);
            HalfFloat[] loaded = new HalfFloat[8];
            for (int matrix = 0; matrix < 4; matrix++) {
                for (int i = 0; i < 2; i++) {
                    loaded[2 * matrix + i] = half(tile, (int) places[8 * matrix + number / 4], number % 4 * 2 + i);
                }
            }
            return loaded;
        }

        /** Two matrices of eight rows, 16 bytes each, of which a lane has columns. */
        HalfFloat[] loadColumns(int[] tile, int offset) {
            Object[] places = show(number % 8 * 16 + number / 8 % 2 * 128 + offset);
            HalfFloat[] loaded = new HalfFloat[4];
            for (int matrix = 0; matrix < 2; matrix++) {
                for (int i = 0; i < 2; i++) {
                    loaded[2 * matrix + i] = half(tile, (int) places[8 * matrix + number % 4 * 2 + i], number / 4);
                }
            }
            return loaded;
        }

        private static HalfFloat half(int[] tile, int place, int number) {
            if (place % 16 != 0) {
                throw new AssertionError("eight numbers are loaded from where no 16 bytes begin: " + place);
            }
            return new HalfFloat((short) (tile[place / 4 + number / 2] >> (number % 2 * 16)));
        }

        /** Sixteen rows of sixteen numbers times as many rows of eight, added to what was there. */
        float[] multiply(HalfFloat[] rows, HalfFloat[] columns, float[] sums) {
            Object[] all = show(new short[][] {bits(rows), bits(columns)});
            float[] results = new float[4];
            for (int i = 0; i < 4; i++) {
                int row = number / 4;
                int column = number % 4 * 2 + i % 2;
                float sum = sums[i];
                for (int k = 0; k < 16; k++) {
                    short[][] a = (short[][]) all[row * 4 + k % 8 / 2];
                    short[][] b = (short[][]) all[column * 4 + k % 8 / 2];
                    sum += bfloat16(a[0][i / 2 * 2 + k / 8 * 4 + k % 2]) * bfloat16(b[1][k / 8 * 2 + k % 2]);
                }
                results[i] = sum;
            }
            return results;
        }

        /** Where in a matrix of sums a lane's are. */
        int place(int i, int row, int column, int width) {
            return (row + number / 4 + i / 2 * 8) * width + column + number % 4 * 2 + i % 2;
        }

        private static short[] bits(HalfFloat[] numbers) {
            short[] bits = new short[numbers.length];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = numbers[i].getHalfFloatValue();
            }
            return bits;
        }

        private static float bfloat16(short bits) {
            return Float.intBitsToFloat(bits << 16);
        }
    }
}
