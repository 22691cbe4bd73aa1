package blt4j.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read again, and numbers are rounded as they should be. */
class SafetensorsWriterTest {
    private static final DType[] TYPES = {DType.F32, DType.F16, DType.BF16};

    @TempDir
    Path folder;

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsWrittenIsReadAgain(int seed) {
        Random random = new Random(seed);
        List<Tensor> tensors = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            tensors.add(tensor(random, i + names(random)));
        }
        Map<String, String> metadata = random.nextBoolean() ? Map.of() : Map.of("format", "pt", "é\n", "\"");
        Path file = folder.resolve("a model.safetensors");
        SafetensorsWriter.write(file, tensors, metadata);
        try (Safetensors read = Safetensors.open(file)) {
            assertEquals(metadata, read.metadata());
            assertEquals(tensors.size(), read.names().size());
            for (Tensor written : tensors) {
                Tensor found = read.get(written.name());
                assertEquals(written.dtype(), found.dtype());
                assertEquals(written.shape(), found.shape());
                assertEquals(-1, written.data().mismatch(found.data()));
                assertEquals(0, found.data().address() % found.dtype().bytes());
            }
        }
        assertFalse(Files.exists(folder.resolve("a model.safetensors.part")));
    }

    private static String names(Random random) {
        return List.of("", ".weight", " ", "é", "\"\\", "日本").get(random.nextInt(6));
    }

    private static Tensor tensor(Random random, String name) {
        List<Integer> shape = new ArrayList<>();
        int numbers = 1;
        for (int i = random.nextInt(4); i > 0; i--) {
            int extent = random.nextInt(9);
            shape.add(extent);
            numbers *= extent;
        }
        float[] floats = new float[numbers];
        for (int i = 0; i < numbers; i++) {
            floats[i] = (float) random.nextGaussian();
        }
        return Tensor.of(name, TYPES[random.nextInt(3)], shape, floats);
    }

    @Test
    void writingReplacesWhatWasThere() throws IOException {
        Path file = folder.resolve("model.safetensors");
        for (int i = 1; i < 4; i++) {
            SafetensorsWriter.write(file, List.of(Tensor.of("a", DType.F32, List.of(i), new float[i])), Map.of());
            try (Safetensors read = Safetensors.open(file)) {
                assertEquals(List.of(i), read.get("a").shape());
            }
        }
        Path nowhere = folder.resolve("no such folder").resolve("model.safetensors");
        Refusal.expect(
                () -> SafetensorsWriter.write(nowhere, List.of(), Map.of()),
                nowhere + " cannot be written: there is no such file or folder");
    }

    @Test
    void namesAreTakenOnce() {
        Tensor tensor = Tensor.of("a", DType.F32, List.of(1), new float[1]);
        Path file = folder.resolve("model.safetensors");
        assertThrows(
                IllegalArgumentException.class, () -> SafetensorsWriter.write(file, List.of(tensor, tensor), Map.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> SafetensorsWriter.write(file, List.of(tensor.named("__metadata__")), Map.of()));
        assertThrows(IllegalArgumentException.class, () -> Tensor.of("a", DType.F32, List.of(2), new float[3]));
    }

    @Test
    void aTensorLargerThanAWriteIsWrittenWhole() {
        int numbers = (1 << 25) + 77; // 128 MiB and a bit as f32 would be slow; as bf16 it is one write and a rest
        float[] floats = new float[numbers];
        floats[numbers - 1] = 1.5f;
        floats[1 << 25] = -2;
        Path file = folder.resolve("large.safetensors");
        SafetensorsWriter.write(file, List.of(Tensor.of("a", DType.BF16, List.of(numbers), floats)), Map.of());
        try (Safetensors read = Safetensors.open(file)) {
            float[] found = read.get("a").toFloats();
            assertEquals(1.5f, found[numbers - 1]);
            assertEquals(-2, found[1 << 25]);
        }
    }

    @Test
    void bfloat16RoundsToTheNearestTiesToEven() {
        float[] numbers = {
            1,
            Float.intBitsToFloat(0x3F80_8000), // half way between two, the lower even
            Float.intBitsToFloat(0x3F81_8000), // half way, the upper even
            Float.intBitsToFloat(0x3F80_8001), // just above half way
            Float.intBitsToFloat(0x3F80_7FFF), // just below
            Float.MAX_VALUE,
            Float.NEGATIVE_INFINITY,
            -0.0f
        };
        float[] rounded = Tensor.of("a", DType.BF16, List.of(8), numbers).toFloats();
        assertArrayEquals(
                new float[] {
                    1,
                    1,
                    Float.intBitsToFloat(0x3F82_0000),
                    Float.intBitsToFloat(0x3F81_0000),
                    1,
                    Float.POSITIVE_INFINITY,
                    Float.NEGATIVE_INFINITY,
                    -0.0f
                },
                rounded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"F16", "BF16"})
    void everyStoredPatternSurvives(DType dtype) {
        byte[] patterns = new byte[1 << 17];
        for (int i = 0; i < 1 << 16; i++) {
            patterns[2 * i] = (byte) i;
            patterns[2 * i + 1] = (byte) (i >> 8);
        }
        Tensor stored = new Tensor("all", dtype, List.of(1 << 16), MemorySegment.ofArray(patterns));
        float[] floats = stored.toFloats();
        float[] again = Tensor.of("again", dtype, List.of(1 << 16), floats).toFloats();
        for (int i = 0; i < floats.length; i++) {
            boolean same = Float.floatToRawIntBits(floats[i]) == Float.floatToRawIntBits(again[i]);
            assertTrue(same || (Float.isNaN(floats[i]) && Float.isNaN(again[i])), "pattern " + i);
        }
    }

    @Test
    void eightBitsAreWrittenWithTheirScales() {
        float[] numbers = {1, -2, 0.5F, 0, 0, 0, 300, 100, -12.7F};
        Tensor floats = Tensor.of("a.weight", DType.F32, List.of(3, 3), numbers);
        Path file = folder.resolve("model.safetensors");
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsWriter.write(file, List.of(Quantization.quantize(floats, arena)), Map.of());
        }
        try (Safetensors read = Safetensors.open(file)) {
            Tensor found = read.get("a.weight");
            assertEquals(DType.Q8, found.dtype());
            assertEquals(List.of(3, 3), found.shape());
            assertArrayEquals(
                    new byte[] {64, -127, 32, 0, 0, 0, 127, 42, -5},
                    found.data().toArray(ValueLayout.JAVA_BYTE));
            assertArrayEquals(
                    new float[] {2 / 127F, 0, 300 / 127F},
                    read.get("a.weight_scale").toFloats());
            assertArrayEquals(numbers, found.toFloats(), 150 / 127F);
            assertEquals(-2, found.toFloats()[1]);
            assertArrayEquals(
                    new float[] {300, 42 * (300 / 127F), -5 * (300 / 127F)},
                    found.slice("b", 2, 1).toFloats());
        }
    }

    @Test
    void eightBitsWithoutTheirScalesAreRefused() {
        Path file = Path.of("model.safetensors");
        StoredTensor bytes = new StoredTensor(file, "a", "I8", List.of(2, 2), 0, MemorySegment.ofArray(new byte[4]));
        Refusal.expect(bytes::toTensor, "'a'", "is of type I8; weights are read as", "'_scale'");
        for (int count : new int[] {1, 3}) {
            StoredTensor wrong = new StoredTensor(file, "a_scale", "F32", List.of(count), 4, scales(count));
            Refusal.expect(() -> bytes.withScales(wrong), "'a_scale'", "needs one F32 for each of its 2 rows");
        }
    }

    private static MemorySegment scales(int count) {
        return Tensor.of("s", DType.F32, List.of(count), new float[count]).data();
    }
}
