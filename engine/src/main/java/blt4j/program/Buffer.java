package blt4j.program;

/**
 * A named place for float32 numbers: rows of a fixed width.
 *
 * <p>An activation holds the rows of the run in progress and nothing afterwards that a later run may rely on, except
 * that it can be read until the next run of the same program. A cache holds a row for every byte or patch of the text
 * so far: row {@code i} of a run that starts at position {@code s} is the cache's row {@code s + i}. Under a window a
 * backend may keep fewer rows, as a ring, as long as what the window sees is there.
 *
 * @param name unique within a model
 * @param role activation or cache
 * @param width numbers in a row
 * @param window for a cache: how many rows back from the newest are ever read, or 0 for all
 */
public record Buffer(String name, Role role, int width, int window) {
    /** What a buffer's rows stand for and how long they live. */
    public enum Role {
        /** One row per row of the run. */
        ACTIVATION,
        /** One row per byte of the text, kept. */
        BYTE_CACHE,
        /** One row per patch of the text, kept. */
        PATCH_CACHE
    }

    /** Checks the width. */
    public Buffer {
        if (width <= 0 || window < 0) {
            throw new IllegalArgumentException("buffer " + name + " has width " + width + " and window " + window);
        }
    }

    /** An activation. */
    public static Buffer activation(String name, int width) {
        return new Buffer(name, Role.ACTIVATION, width, 0);
    }

    /** A cache with a row per byte, of which the last {@code window} are read (0: all). */
    public static Buffer byteCache(String name, int width, int window) {
        return new Buffer(name, Role.BYTE_CACHE, width, window);
    }

    /** A cache with a row per patch. */
    public static Buffer patchCache(String name, int width) {
        return new Buffer(name, Role.PATCH_CACHE, width, 0);
    }

    /** Whether the rows outlive the run. */
    public boolean cached() {
        return role != Role.ACTIVATION;
    }
}
