package blt4j.device;

import org.apiguardian.api.API;

/** What a model runs on. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface Device {
    /** {@return what a person sees, such as "CPU, 512-bit vectors, 2 threads"} */
    String describe();

    /**
     * Waits until it runs as fast as it can, for whoever measures it; otherwise that comes by itself, while it is used.
     * Takes up to some seconds, and may be called on any thread.
     */
    default void warmUp() {}
}
