package blt4j.compute;

import java.util.concurrent.CountDownLatch;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What this machine can do at best: what any runtime's speed is to be judged by.
 *
 * @param readBytesPerSecond how fast all threads together read memory that is in no cache
 * @param flopsPerSecond how many float32 operations all threads together do a second in registers alone, a fused
 *     multiply-add counting two
 */
public record MachineLimits(double readBytesPerSecond, double flopsPerSecond) {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Far more than the caches hold, all threads together. */
    private static final long MEMORY_BYTES = 512L << 20;

    private static final int MULTIPLY_ADDS = 4_000_000;
    private static final int ACCUMULATORS = 12;
    private static final int ROUNDS = 7;

    /**
     * Measures the machine's processor and its memory, for about a second.
     *
     * @param threads how many threads are at work; 0 for one per core
     */
    public static MachineLimits measure(int threads) {
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        return new MachineLimits(readRate(count), multiplyRate(count));
    }

    private static double readRate(int threads) {
        int floats = (int) Math.min(MEMORY_BYTES / threads, 1 << 30) / Float.BYTES / (4 * LANES) * (4 * LANES);
        double bytes = (double) floats * Float.BYTES * threads;
        return bytes
                / fastest(threads, thread -> {
                    float[] numbers = new float[floats];
                    return () -> sum(numbers);
                });
    }

    private static double multiplyRate(int threads) {
        double flops = 2.0 * MULTIPLY_ADDS * ACCUMULATORS * LANES * threads;
        return flops / fastest(threads, thread -> () -> multiplyAdd(1f + thread * 1e-7f));
    }

    private static double sum(float[] numbers) {
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < numbers.length; i += 4 * LANES) {
            a = a.add(FloatVector.fromArray(SPECIES, numbers, i));
            b = b.add(FloatVector.fromArray(SPECIES, numbers, i + LANES));
            c = c.add(FloatVector.fromArray(SPECIES, numbers, i + 2 * LANES));
            d = d.add(FloatVector.fromArray(SPECIES, numbers, i + 3 * LANES));
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    }

    /**
     * Twelve chains that do not wait for each other hide the latency of all processors there are. Each adds to itself, as
     * a product's sums do: were it a factor, every step would begin with a copy of what is added.
     */
    private static double multiplyAdd(float factor) {
        FloatVector x = FloatVector.broadcast(SPECIES, factor);
        FloatVector y = FloatVector.broadcast(SPECIES, 1e-9f);
        FloatVector a0 = y;
        FloatVector a1 = y;
        FloatVector a2 = y;
        FloatVector a3 = y;
        FloatVector a4 = y;
        FloatVector a5 = y;
        FloatVector a6 = y;
        FloatVector a7 = y;
        FloatVector a8 = y;
        FloatVector a9 = y;
        FloatVector a10 = y;
        FloatVector a11 = y;
        for (int i = 0; i < MULTIPLY_ADDS; i++) {
            a0 = x.fma(y, a0);
            a1 = x.fma(y, a1);
            a2 = x.fma(y, a2);
            a3 = x.fma(y, a3);
            a4 = x.fma(y, a4);
            a5 = x.fma(y, a5);
            a6 = x.fma(y, a6);
            a7 = x.fma(y, a7);
            a8 = x.fma(y, a8);
            a9 = x.fma(y, a9);
            a10 = x.fma(y, a10);
            a11 = x.fma(y, a11);
        }
        FloatVector low = a0.add(a1).add(a2.add(a3)).add(a4.add(a5));
        FloatVector high = a6.add(a7).add(a8.add(a9)).add(a10.add(a11));
        return low.add(high).reduceLanes(VectorOperators.ADD);
    }

    /** The seconds of the fastest round, in which every thread does its work once. */
    private static double fastest(int threads, IntFunction<DoubleSupplier> worker) {
        DoubleSupplier[] work = new DoubleSupplier[threads];
        for (int i = 0; i < threads; i++) {
            work[i] = worker.apply(i);
        }
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.min(best, seconds(work));
        }
        return best;
    }

    private static double seconds(DoubleSupplier[] work) {
        CountDownLatch go = new CountDownLatch(1);
        double[] results = new double[work.length];
        Thread[] threads = new Thread[work.length];
        for (int i = 0; i < work.length; i++) {
            int index = i;
            threads[i] = Thread.ofPlatform().daemon().name("limits-" + i).start(() -> {
                try {
                    go.await();
                    results[index] = work[index].getAsDouble();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        long began = System.nanoTime();
        go.countDown();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return (System.nanoTime() - began) / 1e9;
    }
}
