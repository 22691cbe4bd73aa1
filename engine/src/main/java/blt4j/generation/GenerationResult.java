package blt4j.generation;

import org.apiguardian.api.API;

/**
 * How a generation ended.
 *
 * @param reason why
 * @param bytes how many bytes were drawn, a stop string counted
 * @param patches how many patches were closed
 * @param nanoseconds how long it took, the prompt's reading not counted
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record GenerationResult(Reason reason, int bytes, int patches, long nanoseconds) {
    /** Why a generation ended. */
    public enum Reason {
        /** As many bytes as were asked for. */
        MAX_BYTES,
        /** The model drew the EOS. */
        END_OF_SEQUENCE,
        /** A stop string was written. */
        STOP_STRING,
        /** The session is full. */
        CAPACITY,
        /** The caller stopped it ({@link TextGenerator#stop}). */
        STOPPED
    }

    /** {@return bytes a second} */
    public double bytesPerSecond() {
        return nanoseconds == 0 ? 0 : bytes * 1e9 / nanoseconds;
    }
}
