package blt4j.model.checkpoint;

import blt4j.model.config.LatentConfig;
import blt4j.model.config.LatentConfig.CrossHeads;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.vocabulary.Vocabulary;
import java.util.List;

/**
 * Which tensors a configuration calls for, by canonical name and shape: the names under which transformers'
 * {@code BltForCausalLM} saves them, except that the hash tables are one tensor each.
 */
public final class CanonicalTensors {
    /** The names' beginning for what belongs to the entropy model. */
    static final String ENTROPY_MODEL = "model.patcher.";

    /** The names' beginning for all but the head. */
    static final String MODEL = "model.";

    static final String ENCODER = "model.local_encoder.";
    static final String LATENT = "model.global_transformer.";
    static final String DECODER = "model.local_decoder.";
    static final String HEAD = "lm_head.weight";

    /** What the bytes are embedded by; where embeddings are tied, the head is the same tensor. */
    static final String EMBEDDING = ENCODER + "embed_tokens.weight";

    private static final String HASH_TABLE = "model.encoder_hash_tok_embedding.";

    /** Takes in one tensor after the other. */
    public interface Visitor {
        void tensor(String name, List<Integer> shape);
    }

    private final Visitor visitor;

    private CanonicalTensors(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Names all tensors, one by one, so that an absurd configuration fails at the first that is missing. */
    public static void visit(ModelConfig config, Visitor visitor) {
        CanonicalTensors tensors = new CanonicalTensors(visitor);
        config.entropyModel().ifPresent(tensors::entropyModel);
        config.blt().ifPresent(blt -> tensors.blt(blt, config.hasHead()));
    }

    /** The name of a hash table: function-major. */
    static String hashTable(int index) {
        return HASH_TABLE + index + ".weight";
    }

    private void entropyModel(TransformerConfig config) {
        vector(ENTROPY_MODEL + "norm", config.hiddenSize());
        matrix(ENTROPY_MODEL + "embed_tokens", Vocabulary.SIZE, config.hiddenSize());
        matrix(ENTROPY_MODEL + "lm_head", Vocabulary.SIZE, config.hiddenSize());
        blocks(ENTROPY_MODEL, config);
    }

    private void blt(LatentConfig config, boolean hasHead) {
        int hidden = config.encoder().hiddenSize();
        int patch = config.crossAttentionK() * hidden;
        int latent = config.latent().hiddenSize();

        matrix(ENCODER + "embed_tokens", Vocabulary.SIZE, hidden);
        for (int i = 0; i < config.hash().tables(); i++) {
            visitor.tensor(hashTable(i), List.of(config.hash().tableSize(), hidden));
        }
        blocks(ENCODER, config.encoder());
        matrix(ENCODER + "patch_embedding_projection", patch, hidden);
        crossAttention(ENCODER, config.encoderCrossLayer(), hidden, config.encoderCross());

        if (config.projectsIntoLatent()) {
            matrix(LATENT + "token_embedding_projection", latent, patch);
        }
        blocks(LATENT, config.latent());

        matrix(DECODER + "patch_embedding_projection", patch, latent);
        int crossLayers = config.decoderCrossAllLayers() ? config.decoder().layers() : 1;
        for (int i = 0; i < crossLayers; i++) {
            crossAttention(DECODER, i, hidden, config.decoderCross());
        }
        blocks(DECODER, config.decoder());
        vector(DECODER + "norm", hidden);
        if (hasHead) {
            visitor.tensor(HEAD, List.of(Vocabulary.SIZE, hidden));
        }
    }

    private void blocks(String prefix, TransformerConfig config) {
        int hidden = config.hiddenSize();
        for (int i = 0; i < config.layers(); i++) {
            String block = prefix + "layers." + i + ".";
            vector(block + "input_layernorm", hidden);
            matrix(block + "self_attn.q_proj", hidden, hidden);
            matrix(block + "self_attn.k_proj", config.keyValueSize(), hidden);
            matrix(block + "self_attn.v_proj", config.keyValueSize(), hidden);
            matrix(block + "self_attn.o_proj", hidden, hidden);
            vector(block + "post_attention_layernorm", hidden);
            matrix(block + "mlp.gate_proj", config.intermediateSize(), hidden);
            matrix(block + "mlp.up_proj", config.intermediateSize(), hidden);
            matrix(block + "mlp.down_proj", hidden, config.intermediateSize());
        }
    }

    private void crossAttention(String prefix, int layer, int hidden, CrossHeads heads) {
        String block = prefix + "cross_attn_layers." + layer + ".";
        int queries = heads.heads() * heads.headSize();
        int keys = heads.keyValueHeads() * heads.headSize();
        vector(block + "q_norm", hidden);
        vector(block + "k_norm", hidden);
        matrix(block + "q_proj", queries, hidden);
        matrix(block + "k_proj", keys, hidden);
        matrix(block + "v_proj", keys, hidden);
        matrix(block + "o_proj", hidden, queries);
    }

    private void vector(String name, int size) {
        visitor.tensor(name + ".weight", List.of(size));
    }

    private void matrix(String name, int rows, int columns) {
        visitor.tensor(name + ".weight", List.of(rows, columns));
    }
}
