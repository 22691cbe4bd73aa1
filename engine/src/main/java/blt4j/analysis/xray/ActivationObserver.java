package blt4j.analysis.xray;

import org.apiguardian.api.API;

/** Is shown what a program computes for a row. */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ActivationObserver {
    /**
     * An op was computed; called for each in order, on the thread that traces.
     *
     * @param activation what it computed
     */
    void computed(Activation activation);
}
