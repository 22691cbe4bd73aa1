package blt4j.weights;

import java.util.Map;

/** The storage classes of PyTorch, and what safetensors calls their types. */
final class StorageTypes {
    /** A type's name and the bytes that a number takes. */
    record StorageType(String dtype, int bytes) {}

    private static final Map<String, StorageType> TYPES = Map.of(
            "FloatStorage", new StorageType("F32", 4),
            "HalfStorage", new StorageType("F16", 2),
            "BFloat16Storage", new StorageType("BF16", 2),
            "DoubleStorage", new StorageType("F64", 8),
            "LongStorage", new StorageType("I64", 8),
            "IntStorage", new StorageType("I32", 4),
            "ShortStorage", new StorageType("I16", 2),
            "CharStorage", new StorageType("I8", 1),
            "ByteStorage", new StorageType("U8", 1),
            "BoolStorage", new StorageType("BOOL", 1));

    private StorageTypes() {}

    static boolean isKnown(String storageClass) {
        return TYPES.containsKey(storageClass);
    }

    static StorageType of(String storageClass) {
        StorageType type = TYPES.get(storageClass);
        if (type == null) {
            throw new IllegalArgumentException("unknown storage class " + storageClass);
        }
        return type;
    }
}
