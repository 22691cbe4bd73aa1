package blt4j.model;

import blt4j.device.BackendOptions;
import blt4j.device.Precision;
import blt4j.model.config.CheckpointOptions;
import org.apiguardian.api.API;

/**
 * How to open a model.
 *
 * @param checkpoint where its parts lie and what its layout lost
 * @param backend what to run on
 * @param precision how projections' weights are held
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record BltOptions(CheckpointOptions checkpoint, BackendOptions backend, Precision precision) {
    /** The checkpoint as it is, on the best backend, with weights as stored. */
    public static final BltOptions DEFAULT =
            new BltOptions(CheckpointOptions.DEFAULT, BackendOptions.AUTO, Precision.STORED);

    /**
     * {@return the same on another backend}
     *
     * @param newBackend what to run on
     */
    public BltOptions withBackend(BackendOptions newBackend) {
        return new BltOptions(checkpoint, newBackend, precision);
    }

    /**
     * {@return the same with weights held otherwise}
     *
     * @param newPrecision the type of weights in memory
     */
    public BltOptions withPrecision(Precision newPrecision) {
        return new BltOptions(checkpoint, backend, newPrecision);
    }
}
