package blt4j.model;

import blt4j.compute.Backend;
import blt4j.compute.Backends;
import blt4j.compute.Executor;
import blt4j.compute.LoadedModel;
import blt4j.device.BackendOptions;
import blt4j.device.Device;
import blt4j.device.Precision;
import blt4j.model.checkpoint.Checkpoint;
import blt4j.model.config.CheckpointOptions;
import blt4j.model.config.ModelConfig;
import blt4j.model.pipeline.Pipeline;
import blt4j.model.pipeline.Programs;
import blt4j.stage.StageProgram;
import blt4j.stage.StagePrograms;
import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A model, open and ready: its configuration, its programs, and the executor that runs them. Several sessions can
 * share one. Closing it frees the weights; sessions must be closed before.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Blt implements LanguageModel {
    private final Checkpoint checkpoint;
    private final Programs programs;
    private final LoadedModel loaded;
    private final boolean ownsCheckpoint;

    private Blt(Checkpoint checkpoint, Programs programs, LoadedModel loaded, boolean ownsCheckpoint) {
        this.ownsCheckpoint = ownsCheckpoint;
        this.checkpoint = checkpoint;
        this.programs = programs;
        this.loaded = loaded;
    }

    /**
     * Opens a model with its own settings.
     *
     * @param folder a checkpoint in the Hugging Face layout, the original's layout, or an entropy model by itself
     * @return a model to be closed by the caller
     * @throws blt4j.BltException with a sentence that says what is missing or damaged
     */
    public static Blt open(Path folder) {
        return open(folder, BltOptions.DEFAULT);
    }

    /**
     * Opens a model.
     *
     * @param folder a checkpoint in the Hugging Face layout, the original's layout, or an entropy model by itself
     * @param options the backend, how weights are held, and what of the checkpoint's settings is another
     * @return a model to be closed by the caller
     * @throws blt4j.BltException with a sentence that says what is missing or damaged
     */
    public static Blt open(Path folder, BltOptions options) {
        Checkpoint checkpoint = Checkpoint.open(folder, options.checkpoint());
        try {
            return open(checkpoint, options, true);
        } catch (RuntimeException | Error e) {
            checkpoint.close();
            throw e;
        }
    }

    private static Blt open(Checkpoint checkpoint, BltOptions options, boolean ownsCheckpoint) {
        Backend backend = Backends.open(options.backend());
        try {
            Programs programs = Pipeline.of(checkpoint.config(), checkpoint.weights(), backend.remote());
            Executor executor = backend.load(programs.all(), checkpoint.weights(), options.precision());
            return new Blt(
                    checkpoint, programs, new LoadedModel(backend, executor, checkpoint.weights()), ownsCheckpoint);
        } catch (RuntimeException | Error e) {
            backend.close();
            throw e;
        }
    }

    /**
     * {@return the same model on another backend, or on threads of its own, over the same mapped weights: for those
     * who read many texts at once} It must be closed before this one.
     *
     * @param backend what it runs on
     * @param precision how its projections' weights are held; where not as stored, it has its own copy of them
     */
    public Blt beside(BackendOptions backend, Precision precision) {
        return open(checkpoint, new BltOptions(CheckpointOptions.DEFAULT, backend, precision), false);
    }

    /** {@return the model's configuration} */
    public ModelConfig config() {
        return checkpoint.config();
    }

    /** {@return the model's programs} */
    public StagePrograms programs() {
        return programs;
    }

    @Override
    public String name() {
        return config().name();
    }

    @Override
    public List<? extends StageProgram> allPrograms() {
        return programs.all();
    }

    @Override
    public Device backend() {
        return loaded;
    }

    @Override
    public void close() {
        loaded.close();
        if (ownsCheckpoint) {
            checkpoint.close();
        }
    }
}
