package blt4j.model;

import blt4j.compute.Backend;
import blt4j.compute.BackendOptions;
import blt4j.compute.Backends;
import blt4j.compute.Executor;
import blt4j.compute.Precision;
import blt4j.model.checkpoint.Checkpoint;
import blt4j.model.checkpoint.CheckpointOptions;
import blt4j.model.config.ModelConfig;
import blt4j.model.pipeline.Pipeline;
import blt4j.model.pipeline.Programs;
import blt4j.program.Program;
import blt4j.weights.Weights;
import java.nio.file.Path;
import java.util.List;

/**
 * A model, open and ready: its configuration, its programs, and the executor that runs them. Several sessions can
 * share one. Closing it frees the weights; sessions must be closed before.
 */
public final class Blt implements LanguageModel {
    private final Checkpoint checkpoint;
    private final Backend backend;
    private final Programs programs;
    private final Executor executor;
    private final boolean ownsCheckpoint;

    private Blt(Checkpoint checkpoint, Backend backend, Programs programs, Executor executor, boolean ownsCheckpoint) {
        this.ownsCheckpoint = ownsCheckpoint;
        this.checkpoint = checkpoint;
        this.backend = backend;
        this.programs = programs;
        this.executor = executor;
    }

    /**
     * Opens a model with its own settings.
     *
     * @param folder a checkpoint in the Hugging Face layout, the original's layout, or an entropy model by itself
     * @throws blt4j.BltException with a sentence that says what is missing or damaged
     */
    public static Blt open(Path folder) {
        return open(folder, BltOptions.DEFAULT);
    }

    /**
     * Opens a model.
     *
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
            return new Blt(checkpoint, backend, programs, executor, ownsCheckpoint);
        } catch (RuntimeException | Error e) {
            backend.close();
            throw e;
        }
    }

    /**
     * The same model on another backend, or on threads of its own, over the same mapped weights: for those who read many
     * texts at once. It must be closed before this one.
     *
     * @param backend what it runs on
     * @param precision how its projections' weights are held; where not as stored, it has its own copy of them
     */
    public Blt beside(BackendOptions backend, Precision precision) {
        return open(checkpoint, new BltOptions(CheckpointOptions.DEFAULT, backend, precision), false);
    }

    /** The model's configuration. */
    public ModelConfig config() {
        return checkpoint.config();
    }

    /** The model's tensors as they are stored, under canonical names; readable until the model is closed. */
    public Weights weights() {
        return checkpoint.weights();
    }

    /** The model's programs. */
    public Programs programs() {
        return programs;
    }

    @Override
    public String name() {
        return config().name();
    }

    @Override
    public List<Program> allPrograms() {
        return programs.all();
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public void close() {
        executor.close();
        backend.close();
        if (ownsCheckpoint) {
            checkpoint.close();
        }
    }
}
