package blt4j.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with random damage: they open, and can be read to the last number, or are refused with a sentence. */
class FuzzTest {
    private static final int ROUNDS = 150;

    @TempDir
    Path folder;

    static IntStream seeds() {
        return IntStream.range(0, 4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void safetensors(int seed) throws IOException {
        Path good = folder.resolve("good.safetensors");
        SafetensorsWriter.write(
                good,
                List.of(
                        Tensor.of("first.weight", DType.F32, List.of(3, 5), new float[15]),
                        Tensor.of("second.weight", DType.BF16, List.of(7), new float[7]),
                        Tensor.of("third.weight", DType.F16, List.of(2, 2), new float[4])),
                Map.of("format", "pt"));
        damage(Files.readAllBytes(good), seed, false);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void torch(int seed) throws IOException {
        Path good = ReferenceFiles.path("../weights/torch/mixed-protocol4.pth");
        damage(Files.readAllBytes(good), seed, true);
    }

    private void damage(byte[] good, int seed, boolean torch) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Path file = Files.write(folder.resolve("damaged"), damaged(good, random));
            try (Weights weights = torch ? TorchCheckpoint.open(file) : Safetensors.open(file)) {
                readAll(weights);
            } catch (CheckpointException e) {
                // The sentence is what is wanted; anything else fails the test.
            }
        }
    }

    private static void readAll(Weights weights) {
        for (String name : weights.names()) {
            try {
                weights.get(name).toFloats();
            } catch (CheckpointException e) {
                // A type that we do not compute with.
            }
        }
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(16)), (byte) -1);
                case 3 -> System.arraycopy(good, random.nextInt(at + 1), bytes, at, Math.min(8, bytes.length - at) / 2);
                default -> bytes = random.nextInt(8) == 0 ? Arrays.copyOf(bytes, Math.max(1, at)) : bytes;
            }
        }
        return bytes;
    }
}
