package blt4j.model.checkpoint;

import blt4j.weights.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of Llama's layout is not computed is refused by its name. */
class LlamaLayoutTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "hidden_act, \"gelu\", 'silu, which is what is supported'",
        "attention_bias, true, 'false, which is what is supported'",
        "mlp_bias, true, 'false, which is what is supported'",
        "num_attention_heads, 3, a divisor of the hidden size 64",
        "num_key_value_heads, 3, a divisor of the 4 attention heads",
        "head_dim, 8, '16, the hidden size divided among the heads'"
    })
    void whatIsNotComputedIsNamed(String key, String value, String wanted) throws IOException {
        String others = "\"model_type\": \"llama\", \"hidden_size\": 64"
                + (key.equals("num_attention_heads") ? "" : ", \"num_attention_heads\": 4");
        Files.writeString(folder.resolve("config.json"), "{" + others + ", \"" + key + "\": " + value + "}");
        Refusal.expect(() -> LlamaLayout.open(folder), "'" + key + "' in ", wanted);
    }
}
