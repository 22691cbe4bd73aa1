package blt4j.model.pipeline;

import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.stage.StagePrograms;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model's programs, in the order in which they run.
 *
 * @param entropyModel over bytes: entropies and the entropy model's own predictions
 * @param blt the rest; absent for an entropy model by itself
 */
public record Programs(Optional<Program> entropyModel, Optional<BltPrograms> blt) implements StagePrograms {
    /**
     * The programs that lead from bytes to the next byte's distribution.
     *
     * @param encoder over bytes: hidden states, and keys and values for the patches' queries
     * @param patchEncoder over patches: pooling and cross-attention, part of the local encoder
     * @param latent over patches: the latent transformer
     * @param patchDecoder over patches: keys and values for the decoder, part of the local decoder
     * @param decoder over bytes: logits of the next byte
     * @param draw where the decoder leaves what a draw needs, if it was written to do so
     */
    public record BltPrograms(
            Program encoder,
            Program patchEncoder,
            Program latent,
            Program patchDecoder,
            Program decoder,
            Optional<Draw> draw) {
        /** All five in order. */
        public List<Program> all() {
            return List.of(encoder, patchEncoder, latent, patchDecoder, decoder);
        }
    }

    /**
     * What a draw needs, besides the logits among the decoder's outputs.
     *
     * @param likeliest width 1: the {@link blt4j.program.Op.ArgMax} of the logits
     * @param probabilities their {@link blt4j.program.Op.Softmax} at the row's temperature
     */
    public record Draw(Buffer likeliest, Buffer probabilities) {}

    /**
     * The programs behind what the world is shown of them.
     *
     * @throws IllegalArgumentException if they are no model's
     */
    public static Programs of(StagePrograms programs) {
        if (programs instanceof Programs own) {
            return own;
        }
        throw new IllegalArgumentException("not the programs of a model: " + programs.all());
    }

    @Override
    public List<Program> all() {
        return Stream.concat(entropyModel.stream(), blt.stream().flatMap(b -> b.all().stream()))
                .toList();
    }
}
