package blt4j.generation;

import blt4j.stage.Stage;
import org.apiguardian.api.API;

/** Follows long reads, and can stop them. */
@FunctionalInterface
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface ReadProgress {
    /** Lets everything proceed. */
    ReadProgress NONE = (stage, done, total) -> true;

    /**
     * Called between chunks.
     *
     * @param stage which stage is at work
     * @param done bytes (or patches) that the stage has read
     * @param total bytes (or patches) that it will have read in the end
     * @return whether to go on; if not, the read ends with a {@link java.util.concurrent.CancellationException}, the
     *     session stays sound, and a later call goes on from there
     */
    boolean proceed(Stage stage, int done, int total);
}
