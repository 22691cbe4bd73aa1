package blt4j.cli.cost;

import blt4j.BltException;
import blt4j.analysis.cost.CostPerByte;
import blt4j.analysis.cost.ModelSize;
import blt4j.analysis.cost.PaperEquations;
import blt4j.model.PublishedModels;
import blt4j.model.TokenModel;
import blt4j.model.checkpoint.Checkpoint;
import blt4j.model.checkpoint.LlamaLayout;
import blt4j.model.checkpoint.ShapesAlone;
import blt4j.model.config.CheckpointOptions;
import blt4j.model.config.LlamaConfig;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.model.pipeline.Pipeline;
import blt4j.program.Program;
import blt4j.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A model's shapes, from which costs are reckoned; no weights are read. */
sealed interface Costs {
    /** What to call the model. */
    String name();

    /** What the ops of its programs add up to. */
    ModelSize size(double pieceSize, int context);

    /** What the paper's equations say. */
    CostPerByte byThePaper(double pieceSize, int context);

    /** The shape of its latent transformer, if it has one. */
    Optional<TransformerConfig> latent();

    /** The shapes of a checkpoint. */
    static Costs of(Path folder, CheckpointOptions options) {
        if (TokenModel.isTokenModel(folder)) {
            LlamaLayout.Opened opened = LlamaLayout.open(folder);
            try (Weights weights = opened.weights()) {
                return new OfTokens(opened.config(), List.of(Pipeline.tokens(opened.config(), weights)));
            }
        }
        try (Checkpoint checkpoint = Checkpoint.open(folder, options)) {
            return new OfBytes(
                    checkpoint.config(),
                    ShapesAlone.programs(checkpoint.config()).all());
        }
    }

    /** The shapes of a model of the paper. */
    static Costs published(String name) {
        ModelConfig config = switch (name.toLowerCase(Locale.ROOT)) {
            case "blt-1b" -> PublishedModels.blt1b();
            case "blt-7b" -> PublishedModels.blt7b();
            default ->
                throw new BltException("The shapes of '" + name + "' are not known; of the published models those of"
                        + " blt-1b and blt-7b are.");
        };
        return new OfBytes(config, ShapesAlone.programs(config).all());
    }

    /** Over bytes in patches. */
    record OfBytes(ModelConfig config, List<Program> programs) implements Costs {
        @Override
        public String name() {
            return config.name();
        }

        @Override
        public ModelSize size(double pieceSize, int context) {
            return ModelSize.of(programs, pieceSize, context);
        }

        @Override
        public CostPerByte byThePaper(double pieceSize, int context) {
            return PaperEquations.of(config, pieceSize, context);
        }

        @Override
        public Optional<TransformerConfig> latent() {
            return config.blt().map(blt -> blt.latent());
        }
    }

    /** Over tokens. */
    record OfTokens(LlamaConfig config, List<Program> programs) implements Costs {
        @Override
        public String name() {
            return config.name();
        }

        @Override
        public ModelSize size(double pieceSize, int context) {
            return ModelSize.of(programs, pieceSize, context);
        }

        @Override
        public CostPerByte byThePaper(double pieceSize, int context) {
            return PaperEquations.of(config, pieceSize, context);
        }

        @Override
        public Optional<TransformerConfig> latent() {
            return Optional.empty();
        }
    }
}
