package blt4j.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are not what they claim: each is refused with its place. */
class SafetensorsDamageTest {
    @TempDir
    Path folder;

    private Path file(String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return file(json.length, json, dataBytes);
    }

    private Path file(long claimed, byte[] json, int dataBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(claimed).put(json);
        return Files.write(folder.resolve("model.safetensors"), bytes.array());
    }

    private static void refused(Path file, String... parts) {
        Refusal.expect(() -> Safetensors.open(file).close(), parts);
        Refusal.expect(() -> Safetensors.open(file).close(), file.toString());
    }

    @Test
    void whatIsWellFormedOpens() throws IOException {
        String header = """
                {"__metadata__": {"format": "pt"},
                 "b": {"dtype": "F16", "shape": [2], "data_offsets": [8, 12]},
                 "none": {"dtype": "F32", "shape": [0, 3], "data_offsets": [8, 8]},
                 "a": {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]}} \s""";
        try (Safetensors weights = Safetensors.open(file(header, 12))) {
            assertEquals("pt", weights.metadata().get("format"));
            assertEquals(List.of(1, 2), weights.get("a").shape());
            assertEquals(0, weights.get("none").toFloats().length);
            assertEquals(2, weights.get("b").toFloats().length);
            assertTrue(weights.find("c").isEmpty());
        }
        try (Safetensors nothing = Safetensors.open(file("{}", 0))) {
            assertTrue(nothing.names().isEmpty());
        }
    }

    @Test
    void missingAndEmptyFiles() throws IOException {
        refused(folder.resolve("absent.safetensors"), "There is no file ");
        refused(Files.write(folder.resolve("empty"), new byte[0]), "has 0 bytes", "8-byte header length");
        refused(Files.write(folder.resolve("short"), new byte[7]), "has 7 bytes");
    }

    @Test
    void lengthsThatCannotBe() throws IOException {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        refused(file(3, json, 0), "claims at byte 0 a header of 3 bytes, but ends after 10");
        refused(file(-1, json, 0), "a header of 18446744073709551615 bytes", "no safetensors file");
        refused(file(100_000_001, json, 0), "at most 100000000");
        refused(file(Long.MIN_VALUE, json, 0), "no safetensors file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                  | no JSON object",
                "                    | no JSON object",
                "nul                 | not valid JSON at byte",
                "{\"a\": {            | not valid JSON at byte",
                "{\"a\":1,\"a\":2}    | not valid JSON at byte",
                "{} {}               | not valid JSON at byte",
                "{\"a\": 5}           | 'a' in the header",
                "{\"a\": {\"shape\": [1], \"data_offsets\": [0, 4]}} | has no \"dtype\" text",
                "{\"a\": {\"dtype\": \"F32\", \"data_offsets\": [0, 4]}} | has no \"shape\" list",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [1]}} | has no \"data_offsets\" list",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0]}} | has no \"data_offsets\" list",
                "{\"a\": {\"dtype\": \"F31\", \"shape\": [1], \"data_offsets\": [0, 4]}} | has the unknown dtype 'F31'",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 4]}} | has the extent -1",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [1.0], \"data_offsets\": [0, 4]}} | has the extent 1.0",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [4294967297], \"data_offsets\": [0, 4]}} | has the extent 4294967297",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [\"1\"], \"data_offsets\": [0, 4]}} | has the extent \"1\"",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [2147483647,2147483647,2147483647], \"data_offsets\": [0, 4]}} | more numbers than a file can hold",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [-4, 0]}} | has the data offset -4",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 0]}} | end before they begin",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 4]}} | has 4 bytes at byte 69, but its shape [2] of F32 takes 8",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}} | ends at byte 77, but the file ends at byte 73: it was cut short",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 99999999999999999999]}} | has the data offset 99999999999999999999"
            })
    void headersThatCannotBe(String header, String sentence) throws IOException {
        refused(file(header == null ? " " : header, 4), sentence);
    }

    @Test
    void overlapsAndGaps() throws IOException {
        refused(file("""
                        {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
                         "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}""", 12), "The tensor 'b' at byte ", "overlaps 'a', which ends at byte ");
        refused(file("""
                        {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
                         "b": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]}}""", 12), "leaves a gap after 'a'");
        refused(
                file("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 8]}}", 8),
                "leaves a gap after the header");
        refused(
                file("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}", 5),
                "its last tensor ends at byte ");
    }

    @Test
    void typesThatAreNotComputedWithAreRefusedOnlyWhenAskedFor() throws IOException {
        String header = """
                {"wide": {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]},
                 "eight": {"dtype": "F8_E4M3", "shape": [3], "data_offsets": [8, 11]},
                 "four": {"dtype": "F4", "shape": [2], "data_offsets": [11, 12]},
                 "long": {"dtype": "I64", "shape": [1], "data_offsets": [12, 20]}}""";
        try (Safetensors weights = Safetensors.open(file(header, 20))) {
            assertEquals(4, weights.names().size());
            Refusal.expect(() -> weights.get("wide"), "'wide' at byte ", "is of type F64");
            Refusal.expect(() -> weights.get("eight"), "is of type F8_E4M3");
            assertEquals(0, weights.ints("long")[0]);
            Refusal.expect(() -> weights.ints("absent"), "has no tensor 'absent'");
        }
    }

    @Test
    void everyTruncationOfAGoodFileIsRefused() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        SafetensorsWriter.write(
                whole,
                List.of(
                        Tensor.of("a", DType.F32, List.of(2, 3), new float[6]),
                        Tensor.of("b", DType.BF16, List.of(5), new float[5])),
                Map.of());
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length < bytes.length; length++) {
            Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
            Refusal.expect(() -> Safetensors.open(cut).close(), cut.toString());
        }
    }
}
