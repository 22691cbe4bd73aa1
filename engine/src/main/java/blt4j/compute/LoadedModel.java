package blt4j.compute;

import blt4j.device.Device;
import blt4j.weights.Weights;

/**
 * What stands behind a model that is open: the backend that it is on, and the executor that runs its programs. Models show
 * it to the world as a {@link Device} alone.
 *
 * @param backend what it runs on
 * @param executor what runs its programs
 * @param weights its tensors as they are stored, under canonical names; the model's own, readable until it is closed
 */
public record LoadedModel(Backend backend, Executor executor, Weights weights) implements Device, AutoCloseable {
    /**
     * What stands behind the device of an open model.
     *
     * @throws IllegalArgumentException if it is no model's
     */
    public static LoadedModel of(Device device) {
        if (device instanceof LoadedModel loaded) {
            return loaded;
        }
        throw new IllegalArgumentException(device.describe() + " is not the device of an open model");
    }

    @Override
    public String describe() {
        return backend.describe();
    }

    @Override
    public void warmUp() {
        backend.warmUp();
    }

    /** Closes the executor and the backend. */
    @Override
    public void close() {
        executor.close();
        backend.close();
    }
}
