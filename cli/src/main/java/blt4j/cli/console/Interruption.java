package blt4j.cli.console;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A wish, expressed by Ctrl-C, that the work in progress end. Safe for use by several threads. */
public final class Interruption {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean requested;

    /** Expresses the wish. */
    public void request() {
        requested = true;
        listeners.forEach(Runnable::run);
    }

    /** Whether the work should end. */
    public boolean requested() {
        return requested;
    }

    /** Adds what is run when the wish is expressed; runs it now if it was. */
    public void onRequest(Runnable listener) {
        listeners.add(listener);
        if (requested) {
            listener.run();
        }
    }
}
