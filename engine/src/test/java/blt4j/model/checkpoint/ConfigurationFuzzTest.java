package blt4j.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.weights.CheckpointException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every setting of a configuration takes wrong values in turn: the model opens, because the setting does not
 * matter, or is refused with a sentence. Nothing else may happen, and no value may be taken for long.
 */
class ConfigurationFuzzTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> VALUES = List.of(
            "null", "0", "-1", "1", "3", "2.5", "2147483647", "1e300", "\"x\"", "\"\"", "true", "[]", "[-1]", "{}");

    private static final int VALUES_PER_SETTING = 2;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "hf-tiny, config.json",
        "meta-tiny, config.json",
        "meta-tiny, train_args.json",
        "meta-tiny, entropy_model/params.json",
        "meta-tiny-entropy, config.json"
    })
    void everySettingTakesWrongValues(String model, String file) throws IOException {
        ModelFolder copy = ModelFolder.copyOf(model, folder);
        JsonNode original = JSON.readTree(copy.text(file));
        int refused = 0;
        int turn = 0;
        for (String pointer : pointers(original, "")) {
            int slash = pointer.lastIndexOf('/');
            for (int i = 0; i < VALUES_PER_SETTING; i++) {
                // Coprime to the number of values, so that all have their turn.
                String value = VALUES.get(turn++ * 3 % VALUES.size());
                ObjectNode changed = original.deepCopy();
                ((ObjectNode) changed.at(pointer.substring(0, slash)))
                        .set(pointer.substring(slash + 1), JSON.readTree(value));
                copy.write(file, changed.toString());
                refused += opens(copy) ? 0 : 1;
            }
        }
        boolean unused = file.equals("train_args.json");
        assertTrue(refused > (unused ? 1 : 15), "only " + refused + " were refused");
    }

    private static boolean opens(ModelFolder model) {
        try {
            model.read();
            return true;
        } catch (CheckpointException e) {
            return false;
        }
    }

    private static List<String> pointers(JsonNode node, String path) {
        List<String> pointers = new ArrayList<>();
        node.properties().forEach(entry -> {
            String pointer = path + "/" + entry.getKey();
            pointers.add(pointer);
            pointers.addAll(pointers(entry.getValue(), pointer));
        });
        return pointers;
    }
}
