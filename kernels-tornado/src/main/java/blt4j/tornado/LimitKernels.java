package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Kernels that do one thing as fast as the device can: what other kernels are judged by. */
final class LimitKernels {
    /** Threads of a work-group. */
    static final int GROUP = 256;

    /** Chains of multiply-adds that do not wait for each other. */
    static final int CHAINS = 8;

    private LimitKernels() {}

    /**
     * Reads numbers, each once: a work-group reads a stretch, neighbouring threads neighbouring numbers. Work-group:
     * {@value #GROUP} threads.
     *
     * @param numbers {@code groups · GROUP · each} of them
     * @param sums receives what each thread's numbers add up to
     * @param each how many numbers a thread reads, a multiple of four
     */
    static void read(KernelContext context, FloatArray numbers, FloatArray sums, int each) {
        int at = context.groupIdx * GROUP * each + context.localIdx;
        float a = 0f;
        float b = 0f;
        float c = 0f;
        float d = 0f;
        for (int i = 0; i < each; i += 4) {
            a += numbers.get(at + i * GROUP);
            b += numbers.get(at + (i + 1) * GROUP);
            c += numbers.get(at + (i + 2) * GROUP);
            d += numbers.get(at + (i + 3) * GROUP);
        }
        sums.set(context.globalIdx, a + b + (c + d));
    }

    /**
     * Multiplies and adds in registers: {@code x ← x · factor + addend}, {@value #CHAINS} chains a thread, {@code rounds}
     * times. Work-group: {@value #GROUP} threads.
     *
     * @param operands the factor, the addend, and where the first chain begins; each further one begins one higher
     * @param sums receives the sum of each thread's chains
     */
    static void multiplyAdd(KernelContext context, FloatArray operands, FloatArray sums, int rounds) {
        float factor = operands.get(0);
        float addend = operands.get(1);
        float a = operands.get(2);
        float b = a + 1f;
        float c = a + 2f;
        float d = a + 3f;
        float e = a + 4f;
        float f = a + 5f;
        float g = a + 6f;
        float h = a + 7f;
        for (int i = 0; i < rounds; i++) {
            a = a * factor + addend;
            b = b * factor + addend;
            c = c * factor + addend;
            d = d * factor + addend;
            e = e * factor + addend;
            f = f * factor + addend;
            g = g * factor + addend;
            h = h * factor + addend;
        }
        sums.set(context.globalIdx, a + b + (c + d) + (e + f + (g + h)));
    }
}
