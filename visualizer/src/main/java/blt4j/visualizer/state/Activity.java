package blt4j.visualizer.state;

import java.util.Optional;

/**
 * Something that takes a while.
 *
 * @param label what; empty for nothing
 * @param done a share between 0 and 1, negative where it is not known
 * @param cancel what stops it, if anything does
 */
public record Activity(String label, double done, Optional<Runnable> cancel) {
    /** Nothing goes on. */
    public static final Activity NONE = new Activity("", -1, Optional.empty());

    /** Whether something goes on. */
    public boolean running() {
        return !label.isEmpty();
    }
}
