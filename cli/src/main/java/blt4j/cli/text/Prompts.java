package blt4j.cli.text;

import blt4j.BltException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prompts from a file of JSON lines: each a string, or an object with a {@code prompt}. */
final class Prompts {
    private static final long MOST_BYTES = 64 << 20;

    private Prompts() {}

    /** Reads them all; empty lines are passed over. */
    static List<byte[]> read(Path file) {
        JsonMapper mapper = new JsonMapper();
        List<byte[]> prompts = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (!line.isBlank()) {
                prompts.add(prompt(mapper, line, file, number).getBytes(StandardCharsets.UTF_8));
            }
        }
        if (prompts.isEmpty()) {
            throw new BltException("The file " + file + " holds no prompt.");
        }
        return prompts;
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new BltException(
                        "The file " + file + " has more than " + (MOST_BYTES >> 20) + " MiB of prompts.");
            }
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new BltException("The file " + file + " does not exist.", e);
        } catch (IOException e) {
            throw new BltException("The file " + file + " could not be read as UTF-8: " + e.getMessage() + ".", e);
        }
    }

    private static String prompt(JsonMapper mapper, String line, Path file, int number) {
        try {
            JsonNode node = mapper.readTree(line);
            JsonNode prompt = node.isTextual() ? node : node.path("prompt");
            if (prompt.isTextual()) {
                return prompt.asText();
            }
        } catch (JsonProcessingException e) {
            throw new BltException("Line " + number + " of " + file + " is not valid JSON.", e);
        }
        throw new BltException(
                "Line " + number + " of " + file + " is neither a string nor an object with a \"prompt\" that is one.");
    }
}
