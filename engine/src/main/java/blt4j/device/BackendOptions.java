package blt4j.device;

import org.apiguardian.api.API;

/**
 * How to open a backend.
 *
 * @param selector {@code auto}, {@code cpu}, {@code tornado} or {@code tornado:driver:device}
 * @param threads threads of the CPU backend; 0 for one per core
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record BackendOptions(String selector, int threads) {
    /** The best there is, on all cores. */
    public static final BackendOptions AUTO = new BackendOptions("auto", 0);

    /** The CPU, on all cores. */
    public static final BackendOptions CPU = new BackendOptions("cpu", 0);
}
