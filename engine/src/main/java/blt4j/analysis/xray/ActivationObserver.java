package blt4j.analysis.xray;

/** Is shown what a program computes for a row. */
@FunctionalInterface
public interface ActivationObserver {
    /** An op was computed; called for each in order, on the thread that traces. */
    void computed(Activation activation);
}
