package blt4j.weights;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads small JSON files whose top is an object, with messages that name the file, the line and the column. */
public final class JsonFile {
    private static final long MAX_BYTES = 1L << 26;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFile() {}

    /**
     * Reads a file.
     *
     * @throws CheckpointException if there is no such file, or it is not a JSON object
     */
    public static JsonNode read(Path path) {
        JsonNode root;
        try {
            if (!Files.isRegularFile(path)) {
                throw new CheckpointException("There is no file " + path + ".");
            }
            if (Files.size(path) > MAX_BYTES) {
                throw new CheckpointException("The file " + path + " has " + Files.size(path)
                        + " bytes; a configuration has at most " + MAX_BYTES + ".");
            }
            root = JSON.readTree(Files.readAllBytes(path));
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    "The file " + path + " is not valid JSON" + position(e) + ": " + fault(e) + ".", e);
        } catch (IOException e) {
            throw CheckpointException.inaccessible(path, "read", e);
        }
        if (!root.isObject()) {
            throw new CheckpointException("The file " + path + " holds no JSON object.");
        }
        return root;
    }

    private static String fault(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return "a number, a text or the nesting there is larger than any configuration's";
        }
        return String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
                ? "the name before it stands twice in one object; take one of them out"
                : "the file is damaged or was cut short; correct it there, or fetch it again";
    }

    private static String position(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
