package blt4j.compute;

import blt4j.BltException;
import blt4j.device.BackendOptions;
import java.util.List;

/** A kind of backend, found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** The name that selects it: {@code cpu}, {@code tornado}. */
    String id();

    /** What there is to run on, the preferred first; empty where the kind cannot be used here. Never throws. */
    List<Device> devices();

    /** Why {@link #devices} is empty or poor, and what a person can do about it; empty if all is well. */
    String advice();

    /**
     * Opens a backend.
     *
     * @param options threads, and which device
     * @throws BltException with a sentence that says what is missing
     */
    Backend open(BackendOptions options);

    /**
     * Something that programs can run on.
     *
     * @param selector what selects it after the provider's id, such as {@code 0:0}
     * @param description name, memory and limits for a person
     * @param gpu whether {@code auto} may take it
     */
    record Device(String selector, String description, boolean gpu) {}
}
