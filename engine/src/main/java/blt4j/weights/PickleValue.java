package blt4j.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The kinds of values in the pickle of a state dict. Inert: nothing here can do anything. */
sealed interface PickleValue {
    /** A string. */
    record Text(String value) implements PickleValue {}

    /** An integer. */
    record Whole(long value) implements PickleValue {}

    /** A float, a flag, or None: carried, never used. */
    record Plain(String value) implements PickleValue {}

    /** A tuple. */
    record Tuple(List<PickleValue> values) implements PickleValue {}

    /** A list. */
    record Sequence(List<PickleValue> values) implements PickleValue {
        Sequence() {
            this(new ArrayList<>());
        }
    }

    /**
     * A dict. Keys that are no strings are not kept, nor their values: no state dict needs them, and comparing
     * arbitrary values could be made to take forever.
     */
    record Dict(Map<String, PickleValue> values) implements PickleValue {
        Dict() {
            this(new LinkedHashMap<>());
        }
    }

    /** One of the few names that a state dict refers to. */
    record Global(String module, String name) implements PickleValue {
        String qualified() {
            return module + "." + name;
        }
    }

    /**
     * The bytes that tensors are views of.
     *
     * @param type the name of the class, "FloatStorage"
     * @param key the zip entry below {@code data/}
     */
    record Storage(String type, String key, long numbers) implements PickleValue {}

    /** A view of a storage. Offset and strides count numbers. */
    record View(Storage storage, long offset, List<Long> shape, List<Long> strides) implements PickleValue {}

    /** What a thing is called in messages. Never prints what is inside, which may be endless. */
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
