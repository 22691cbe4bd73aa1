package blt4j.model.checkpoint;

import blt4j.weights.CheckpointException;
import blt4j.weights.JsonFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One object of a configuration file, read key by key with messages that name file and key. A key that is null counts
 * as absent, unless asked.
 */
final class ConfigFields {
    /** No count in a model comes near this; larger ones would overflow what is computed from them. */
    private static final int MAX_COUNT = 1 << 24;

    private final Path file;
    private final String path;
    private final JsonNode node;

    private ConfigFields(Path file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /**
     * Reads a file.
     *
     * @throws CheckpointException if it is missing or no JSON object
     */
    static ConfigFields read(Path file) {
        return new ConfigFields(file, "", JsonFile.read(file));
    }

    Path file() {
        return file;
    }

    /** Whether a key stands there with a value. */
    boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** Whether a key stands there with the value null. */
    boolean isNull(String key) {
        return node.path(key).isNull();
    }

    /** The object of a key. */
    Optional<ConfigFields> object(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (!node.get(key).isObject()) {
            throw wrong(key, "an object");
        }
        return Optional.of(new ConfigFields(file, path + key + ".", node.get(key)));
    }

    /** The object of a key, or an empty one. */
    ConfigFields objectOrEmpty(String key) {
        return object(key)
                .orElseGet(() -> new ConfigFields(file, path + key + ".", JsonNodeFactory.instance.objectNode()));
    }

    /** A whole number from 1, if it stands there. */
    OptionalInt findCount(String key) {
        return has(key) ? OptionalInt.of(count(key, node.get(key))) : OptionalInt.empty();
    }

    /** A whole number from 1. */
    int count(String key, int fallback) {
        return findCount(key).orElse(fallback);
    }

    /** A whole number from 1 that must stand there. */
    int count(String key) {
        return findCount(key).orElseThrow(() -> wrong(key, "a whole number from 1"));
    }

    /** A finite number, if it stands there. */
    OptionalDouble findNumber(String key) {
        if (!has(key)) {
            return OptionalDouble.empty();
        }
        JsonNode value = node.get(key);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw wrong(key, "a number");
        }
        return OptionalDouble.of(value.doubleValue());
    }

    /** A finite number. */
    double number(String key, double fallback) {
        return findNumber(key).orElse(fallback);
    }

    /** A number above 0. */
    double positive(String key, double fallback) {
        double value = number(key, fallback);
        if (value <= 0) {
            throw wrong(key, "a number above 0");
        }
        return value;
    }

    /** True or false. */
    boolean flag(String key, boolean fallback) {
        if (!has(key)) {
            return fallback;
        }
        if (!node.get(key).isBoolean()) {
            throw wrong(key, "true or false");
        }
        return node.get(key).booleanValue();
    }

    /** A text, if it stands there. */
    Optional<String> text(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (!node.get(key).isTextual()) {
            throw wrong(key, "a text");
        }
        return Optional.of(node.get(key).textValue());
    }

    /** Whole numbers from 1, as a list or a text with commas. */
    List<Integer> counts(String key, List<Integer> fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = node.get(key);
        List<Integer> counts = new ArrayList<>();
        if (value.isTextual()) {
            for (String part : value.textValue().split(",", -1)) {
                counts.add(count(key, JsonNodeFactory.instance.numberNode(parse(key, part.strip()))));
            }
        } else if (value.isArray()) {
            value.forEach(element -> counts.add(count(key, element)));
        } else {
            throw wrong(key, "a list of whole numbers");
        }
        return counts;
    }

    /** The ids of a key: a whole number from 0, or a list of such; none where it is missing. */
    List<Integer> ids(String key) {
        List<Integer> ids = new ArrayList<>();
        JsonNode value = node.path(key);
        for (JsonNode id : value.isArray() ? value : List.of(value)) {
            if (id.isInt() && id.intValue() >= 0) {
                ids.add(id.intValue());
            } else if (has(key)) {
                throw wrong(key, "a token's id, or a list of such");
            }
        }
        return ids;
    }

    /** An object whose keys are numbers above 0 and whose values are numbers. */
    Map<Double, Double> table(String key) {
        Map<Double, Double> table = new LinkedHashMap<>();
        ConfigFields object = objectOrEmpty(key);
        object.node.fieldNames().forEachRemaining(name -> {
            double number = parseNumber(key, name);
            object.findNumber(name).ifPresent(value -> table.put(number, value));
        });
        return table;
    }

    private int count(String key, JsonNode value) {
        boolean whole = value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
        if (!whole || value.doubleValue() < 1 || value.doubleValue() > MAX_COUNT) {
            throw wrong(key, "a whole number from 1 to " + MAX_COUNT);
        }
        return value.intValue();
    }

    private int parse(String key, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong(key, "whole numbers with commas");
        }
    }

    private double parseNumber(String key, String text) {
        try {
            double number = Double.parseDouble(text);
            if (number > 0 && Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the sentence below says it
        }
        throw new CheckpointException("The key '" + path + key + "." + text + "' in " + file
                + " should be a mean patch size, a number above 0.");
    }

    /** What to throw where a key has a value that cannot be. */
    CheckpointException wrong(String key, String wanted) {
        JsonNode value = node.path(key);
        String found = value.isMissingNode() ? "missing" : shorten(value.toString());
        return new CheckpointException(
                "The setting '" + path + key + "' in " + file + " is " + found + "; it should be " + wanted + ".");
    }

    private static String shorten(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
