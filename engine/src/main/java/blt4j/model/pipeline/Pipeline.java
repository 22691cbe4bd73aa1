package blt4j.model.pipeline;

import blt4j.model.config.LatentConfig;
import blt4j.model.config.LlamaConfig;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.model.pipeline.Programs.BltPrograms;
import blt4j.model.pipeline.Programs.Draw;
import blt4j.program.Buffer;
import blt4j.program.Buffer.Role;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Program.Unit;
import blt4j.program.Weight;
import blt4j.stage.Stage;
import blt4j.vocabulary.Vocabulary;
import blt4j.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The Byte Latent Transformer, written once, as programs (paper, section 3). Tensor names are the Hugging Face
 * layout's.
 */
public final class Pipeline {
    private final Weights weights;
    private final boolean draws;

    private Pipeline(Weights weights, boolean draws) {
        this.weights = weights;
        this.draws = draws;
    }

    /**
     * Writes a model's programs.
     *
     * @param config its configuration
     * @param weights its tensors, under canonical names, with the shapes that the configuration calls for
     */
    public static Programs of(ModelConfig config, Weights weights) {
        return of(config, weights, false);
    }

    /**
     * Writes a model's programs.
     *
     * @param draws whether the decoder is to say what a draw needs ({@link Programs.Draw}) besides the logits
     */
    public static Programs of(ModelConfig config, Weights weights, boolean draws) {
        Pipeline pipeline = new Pipeline(weights, draws);
        Optional<Program> entropyModel = config.entropyModel().map(pipeline::entropyModel);
        return new Programs(entropyModel, config.blt().map(blt -> pipeline.blt(blt, config.hasHead())));
    }

    /**
     * Writes the program of a transformer over tokens: a row a token, in the latent transformer's place. Its only output is
     * the logits of the next token.
     *
     * @param config its configuration
     * @param weights its tensors, under the names of {@code LlamaForCausalLM}, with the shapes that the configuration calls
     *     for, and projections to queries and keys for a rotary embedding of adjacent pairs
     */
    public static Program tokens(LlamaConfig config, Weights weights) {
        TransformerConfig c = config.transformer();
        ProgramBuilder b = new ProgramBuilder("tokens", Role.PATCH_CACHE, weights);
        Buffer x = b.activation("x", c.hiddenSize());
        Buffer logits = b.activation("logits", config.vocabularySize());
        b.add(new Op.Embedding(b.weight("model.embed_tokens.weight"), x));
        b.blocks("model.", c, x);
        b.project(b.norm(x, "model.norm.weight", c.normEpsilon()), "lm_head.weight", logits);
        return new Program("tokens", Stage.LATENT_TRANSFORMER, Unit.PATCH, c.window(), b.ops(), List.of(logits));
    }

    /** Embedding, blocks, norm, head, entropy. */
    private Program entropyModel(TransformerConfig c) {
        ProgramBuilder b = new ProgramBuilder("entropy", Role.BYTE_CACHE, weights);
        Buffer x = b.activation("x", c.hiddenSize());
        Buffer logits = b.activation("logits", Vocabulary.SIZE);
        Buffer entropy = b.activation("entropy", 1);
        b.add(new Op.Embedding(b.weight("model.patcher.embed_tokens.weight"), x));
        b.blocks("model.patcher.", c, x);
        b.project(b.norm(x, "model.patcher.norm.weight", c.normEpsilon()), "model.patcher.lm_head.weight", logits);
        b.add(new Op.Entropy(logits, entropy));
        return new Program("entropy", Stage.ENTROPY_MODEL, Unit.BYTE, c.window(), b.ops(), List.of(entropy, logits));
    }

    private BltPrograms blt(LatentConfig c, boolean hasHead) {
        Buffer hidden = Buffer.byteCache("encoder.hidden", c.encoder().hiddenSize(), 0);
        Buffer keys = Buffer.byteCache("encoder.cross.keys", width(c.encoderCross()), 0);
        Buffer values = Buffer.byteCache("encoder.cross.values", width(c.encoderCross()), 0);
        Buffer patches =
                Buffer.patchCache("patches", c.crossAttentionK() * c.encoder().hiddenSize());
        Buffer latent = Buffer.patchCache("latent", c.latent().hiddenSize());
        Optional<Draw> draw = Optional.of(new Draw(
                        Buffer.activation("decoder.likeliest", 1),
                        Buffer.activation("decoder.probabilities", Vocabulary.SIZE)))
                .filter(_ -> draws && hasHead);
        return new BltPrograms(
                encoder(c, hidden, keys, values),
                patchEncoder(c, hidden, keys, values, patches),
                latent(c, patches, latent),
                patchDecoder(c, latent),
                hasHead ? decoder(c, hidden, draw) : headlessDecoder(c, hidden),
                draw);
    }

    private static int width(LatentConfig.CrossHeads heads) {
        return heads.keyValueHeads() * heads.headSize();
    }

    /** Bytes to hidden states; and the keys and values that patches will ask for, while the hidden state is at hand. */
    private Program encoder(LatentConfig c, Buffer hidden, Buffer keys, Buffer values) {
        ProgramBuilder b = new ProgramBuilder("encoder", Role.BYTE_CACHE, weights);
        TransformerConfig e = c.encoder();
        Buffer x = b.activation("x", e.hiddenSize());
        b.add(new Op.Embedding(b.weight("model.local_encoder.embed_tokens.weight"), x));
        b.add(new Op.HashEmbedding(hashTables(c, b), c.hash().groupSizes(), x));
        b.blocks("model.local_encoder.", e, x);
        b.add(new Op.Copy(x, hidden));
        String cross = "model.local_encoder.cross_attn_layers." + c.encoderCrossLayer() + ".";
        Buffer normed = b.norm(x, cross + "k_norm.weight", e.normEpsilon());
        b.project(normed, cross + "k_proj.weight", keys);
        b.project(normed, cross + "v_proj.weight", values);
        return new Program("encoder", Stage.LOCAL_ENCODER, Unit.BYTE, e.window(), b.ops(), List.of(hidden));
    }

    private static List<Weight> hashTables(LatentConfig c, ProgramBuilder b) {
        return IntStream.range(0, c.hash().tables())
                .mapToObj(i -> b.weight("model.encoder_hash_tok_embedding." + i + ".weight"))
                .toList();
    }

    /** A patch's bytes to the patch's k vectors: queries from max-pooling, cross-attention, the residual twice. */
    private Program patchEncoder(LatentConfig c, Buffer hidden, Buffer keys, Buffer values, Buffer patches) {
        ProgramBuilder b = new ProgramBuilder("patch-encoder", Role.PATCH_CACHE, weights);
        String cross = "model.local_encoder.cross_attn_layers." + c.encoderCrossLayer() + ".";
        LatentConfig.CrossHeads h = c.encoderCross();
        Buffer pooled = b.activation("pooled", hidden.width());
        Buffer queries = b.activation("queries", c.crossAttentionK() * h.heads() * h.headSize());
        Buffer attended = b.activation("attended", queries.width());
        b.add(new Op.PatchPooling(hidden, pooled));
        b.project(pooled, "model.local_encoder.patch_embedding_projection.weight", patches);
        Buffer normed = b.norm(patches, cross + "q_norm.weight", c.encoder().normEpsilon());
        b.project(normed, cross + "q_proj.weight", queries);
        b.add(new Op.PatchCrossAttention(
                queries, keys, values, c.crossAttentionK(), h.heads(), h.keyValueHeads(), h.headSize(), attended));
        b.add(new Op.MatMul(attended, b.weight(cross + "o_proj.weight"), 2, patches));
        return new Program("patch-encoder", Stage.LOCAL_ENCODER, Unit.PATCH, 0, b.ops(), List.of(patches));
    }

    private Program latent(LatentConfig c, Buffer patches, Buffer latent) {
        ProgramBuilder b = new ProgramBuilder("latent", Role.PATCH_CACHE, weights);
        Buffer x = b.activation("x", c.latent().hiddenSize());
        if (c.projectsIntoLatent()) {
            b.project(patches, "model.global_transformer.token_embedding_projection.weight", x);
        } else {
            b.add(new Op.Copy(patches, x));
        }
        b.blocks("model.global_transformer.", c.latent(), x);
        b.add(new Op.Copy(x, latent));
        return new Program(
                "latent", Stage.LATENT_TRANSFORMER, Unit.PATCH, c.latent().window(), b.ops(), List.of(latent));
    }

    /** The latent output to the keys and values that decoder rows attend to, once a patch and layer. */
    private Program patchDecoder(LatentConfig c, Buffer latent) {
        ProgramBuilder b = new ProgramBuilder("patch-decoder", Role.PATCH_CACHE, weights);
        Buffer vectors =
                b.activation("vectors", c.crossAttentionK() * c.decoder().hiddenSize());
        b.project(latent, "model.local_decoder.patch_embedding_projection.weight", vectors);
        for (int layer = 0; layer < crossLayers(c); layer++) {
            String cross = "model.local_decoder.cross_attn_layers." + layer + ".";
            Buffer normed = b.norm(vectors, cross + "k_norm.weight", c.decoder().normEpsilon());
            b.project(normed, cross + "k_proj.weight", decoderCrossCache("keys", layer, c));
            b.project(normed, cross + "v_proj.weight", decoderCrossCache("values", layer, c));
        }
        return new Program("patch-decoder", Stage.LOCAL_DECODER, Unit.PATCH, 0, b.ops(), List.of());
    }

    private static int crossLayers(LatentConfig c) {
        return c.decoderCrossAllLayers() ? c.decoder().layers() : 1;
    }

    private static Buffer decoderCrossCache(String what, int layer, LatentConfig c) {
        return Buffer.patchCache("decoder.cross." + what + "." + layer, c.crossAttentionK() * width(c.decoderCross()));
    }

    private Program decoder(LatentConfig c, Buffer hidden, Optional<Draw> draw) {
        ProgramBuilder b = new ProgramBuilder("decoder", Role.BYTE_CACHE, weights);
        TransformerConfig d = c.decoder();
        Buffer logits = b.activation("logits", Vocabulary.SIZE);
        b.project(decoded(c, b, hidden), "lm_head.weight", logits);
        List<Buffer> outputs = new ArrayList<>(List.of(logits));
        draw.ifPresent(results -> {
            b.add(new Op.ArgMax(logits, results.likeliest()));
            b.add(new Op.Softmax(logits, results.probabilities()));
            outputs.addAll(List.of(results.likeliest(), results.probabilities()));
        });
        return new Program("decoder", Stage.LOCAL_DECODER, Unit.BYTE, d.window(), b.ops(), outputs);
    }

    /** The decoder of a base model ends in its hidden states, normed, which it keeps. */
    private Program headlessDecoder(LatentConfig c, Buffer hidden) {
        ProgramBuilder b = new ProgramBuilder("decoder", Role.BYTE_CACHE, weights);
        Buffer states = Buffer.byteCache("decoder.hidden", c.decoder().hiddenSize(), 0);
        b.add(new Op.Copy(decoded(c, b, hidden), states));
        return new Program(
                "decoder", Stage.LOCAL_DECODER, Unit.BYTE, c.decoder().window(), b.ops(), List.of(states));
    }

    /** The decoder's blocks and its norm. */
    private Buffer decoded(LatentConfig c, ProgramBuilder b, Buffer hidden) {
        TransformerConfig d = c.decoder();
        Buffer x = b.activation("x", d.hiddenSize());
        b.add(new Op.Copy(hidden, x));
        for (int layer = 0; layer < d.layers(); layer++) {
            if (layer < crossLayers(c)) {
                decoderCrossAttention(c, b, layer, x);
            }
            b.block("model.local_decoder.layers." + layer + ".", layer, d, x);
        }
        return b.norm(x, "model.local_decoder.norm.weight", d.normEpsilon());
    }

    private void decoderCrossAttention(LatentConfig c, ProgramBuilder b, int layer, Buffer x) {
        String cross = "model.local_decoder.cross_attn_layers." + layer + ".";
        LatentConfig.CrossHeads h = c.decoderCross();
        Buffer queries = b.activation("cross.queries", h.heads() * h.headSize());
        Buffer attended = b.activation("cross.attended", queries.width());
        b.project(b.norm(x, cross + "q_norm.weight", c.decoder().normEpsilon()), cross + "q_proj.weight", queries);
        b.add(new Op.ByteCrossAttention(
                queries,
                decoderCrossCache("keys", layer, c),
                decoderCrossCache("values", layer, c),
                c.crossAttentionK(),
                h.heads(),
                h.keyValueHeads(),
                h.headSize(),
                attended));
        b.add(new Op.MatMul(attended, b.weight(cross + "o_proj.weight"), 2, x));
    }
}
