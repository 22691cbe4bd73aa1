package blt4j.weights;

import java.io.IOException;

/** Any bytes, opened as a file that {@code torch.save} wrote: read to the last number, or refused with a sentence. */
public final class TorchTarget {
    private static final Damaged FILE = new Damaged(".pth");

    private TorchTarget() {}

    /** What Jazzer calls, and {@code FuzzCorpusTest} with what Jazzer found. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        FILE.read(input, TorchCheckpoint::open);
    }
}
