package blt4j.compute.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Assumptions;

/** The width of vectors that a run of tests is about. Each of them has kernels of its own. */
final class VectorWidth {
    /** The system property that says how many bytes vectors shall have; what the machine prefers if there is none. */
    private static final String BYTES = "blt4j.test.vectorBytes";

    private VectorWidth() {}

    /** Skips tests, loudly, where this machine does not have the vectors that are asked for. */
    static void require() {
        int wanted = Integer.getInteger(BYTES, FloatVector.SPECIES_PREFERRED.vectorByteSize());
        int there = FloatVector.SPECIES_PREFERRED.vectorByteSize();
        if (wanted != there) {
            String message = "NOT TESTED: kernels of %d-bit vectors, which this machine does not have (it has %d)"
                    .formatted(8 * wanted, 8 * there);
            System.err.println(message);
            Assumptions.abort(message);
        }
    }
}
