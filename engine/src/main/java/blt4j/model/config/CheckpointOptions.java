package blt4j.model.config;

import blt4j.BltException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * What a caller may set where a checkpoint does not say it, or says otherwise.
 *
 * @param entropyModel a folder whose entropy model is used in place of the checkpoint's own
 * @param entropyWindow how many positions back the entropy model's attention sees, itself included; 0 for all
 * @param localWindow the same for the local encoder and decoder
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CheckpointOptions(Optional<Path> entropyModel, OptionalInt entropyWindow, OptionalInt localWindow) {
    /** Everything as the checkpoint has it. */
    public static final CheckpointOptions DEFAULT =
            new CheckpointOptions(Optional.empty(), OptionalInt.empty(), OptionalInt.empty());

    /** Checks that the windows are not negative. */
    public CheckpointOptions {
        requireWindow("entropy model's", entropyWindow);
        requireWindow("local models'", localWindow);
    }

    /**
     * {@return the same with the entropy model of another folder}
     *
     * @param folder a checkpoint in a layout of an entropy model
     */
    public CheckpointOptions withEntropyModel(Path folder) {
        return new CheckpointOptions(Optional.of(folder), entropyWindow, localWindow);
    }

    /**
     * {@return the same with another window for the entropy model; 0 for none}
     *
     * @param window in positions
     */
    public CheckpointOptions withEntropyWindow(int window) {
        return new CheckpointOptions(entropyModel, OptionalInt.of(window), localWindow);
    }

    /**
     * {@return the same with another window for the local encoder and decoder; 0 for none}
     *
     * @param window in positions
     */
    public CheckpointOptions withLocalWindow(int window) {
        return new CheckpointOptions(entropyModel, entropyWindow, OptionalInt.of(window));
    }

    private static void requireWindow(String whose, OptionalInt window) {
        if (window.isPresent() && window.getAsInt() < 0) {
            throw new BltException("The " + whose + " window is " + window.getAsInt()
                    + "; it is a number of positions, at least 1, or 0 for no window.");
        }
    }
}
