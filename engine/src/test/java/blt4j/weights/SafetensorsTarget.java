package blt4j.weights;

import java.io.IOException;

/** Any bytes, opened as safetensors: read to the last number, or refused with a sentence. */
public final class SafetensorsTarget {
    private static final Damaged FILE = new Damaged(".safetensors");

    private SafetensorsTarget() {}

    /** What Jazzer calls, and {@code FuzzCorpusTest} with what Jazzer found. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        FILE.read(input, Safetensors::open);
    }
}
