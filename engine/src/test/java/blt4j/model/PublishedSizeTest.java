package blt4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.model.checkpoint.CanonicalTensors;
import blt4j.model.checkpoint.Checkpoint;
import blt4j.model.config.CheckpointOptions;
import blt4j.model.config.HashConfig;
import blt4j.model.config.LatentConfig;
import blt4j.model.config.LatentConfig.CrossHeads;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.weights.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shape of blt-1b, 4.5 billion numbers with its hash tables, from a configuration that says nothing: what
 * transformers takes for missing keys is that model. The file is sparse; were it read, memory would not suffice.
 */
class PublishedSizeTest {
    private static final ModelConfig BLT_1B = new ModelConfig(
            "blt-1b",
            Optional.of(new TransformerConfig(768, 14, 12, 12, 2048, 10_000, 1e-5f, 0)),
            Optional.of(new LatentConfig(
                    new HashConfig(1, List.of(3, 4, 5, 6, 7, 8), 500_002),
                    new TransformerConfig(1024, 1, 16, 16, 2730, 500_000, 1e-5f, 0),
                    new TransformerConfig(2048, 25, 16, 16, 5632, 500_000, 1e-5f, 0),
                    new TransformerConfig(1024, 9, 16, 16, 2816, 500_000, 1e-5f, 0),
                    2,
                    new CrossHeads(16, 16, 64),
                    new CrossHeads(16, 16, 64),
                    0,
                    true,
                    false)),
            new PatcherConfig(new Threshold(1.335442066192627)),
            Map.of(),
            false,
            true);

    @TempDir
    Path folder;

    @Test
    void opensWithoutBeingRead() throws IOException {
        Path model = Files.createDirectory(folder.resolve("blt-1b"));
        Files.writeString(model.resolve("config.json"), "{\"model_type\": \"blt\"}");
        long bytes = writeSparse(model.resolve("model.safetensors"));
        assertTrue(bytes > 9_000_000_000L, "only " + bytes);
        try (Checkpoint checkpoint = Checkpoint.open(model, CheckpointOptions.DEFAULT)) {
            assertEquals(BLT_1B, checkpoint.config());
            Tensor table = checkpoint.weights().get("model.encoder_hash_tok_embedding.5.weight");
            float[] row = new float[table.columns()];
            table.readRow(500_001, row, 0);
            assertEquals(0, row[1023]);
        }
    }

    private static long writeSparse(Path path) throws IOException {
        Header header = new Header();
        CanonicalTensors.visit(BLT_1B, (name, shape) -> {
            if (!name.startsWith("model.encoder_hash_tok_embedding.")) {
                header.add(name, shape);
            }
        });
        header.add("model.encoder_hash_tok_embedding.weight", List.of(6 * 500_002, 1024));
        byte[] json = header.json().getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            file.write(json);
            file.setLength(8 + json.length + header.end);
        }
        return Files.size(path);
    }

    /** A header of bf16 tensors, one after the other. */
    private static final class Header {
        private final StringBuilder text = new StringBuilder("{");
        private long end;

        void add(String name, List<Integer> shape) {
            long begin = end;
            end += 2L * shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
            text.append(text.length() > 1 ? "," : "")
                    .append("\"%s\":{\"dtype\":\"BF16\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                            .formatted(name, shape, begin, end));
        }

        String json() {
            return text + "}";
        }
    }
}
