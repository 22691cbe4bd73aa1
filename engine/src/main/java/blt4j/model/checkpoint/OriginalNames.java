package blt4j.model.checkpoint;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From canonical tensor names to those of the original implementation. */
final class OriginalNames {
    private static final String MODEL = "model.";
    private static final Map<String, String> SEGMENTS = Map.ofEntries(
            Map.entry("embed_tokens", "tok_embeddings"),
            Map.entry("lm_head", "output"),
            Map.entry("self_attn", "attention"),
            Map.entry("q_proj", "wq"),
            Map.entry("k_proj", "wk"),
            Map.entry("v_proj", "wv"),
            Map.entry("o_proj", "wo"),
            Map.entry("q_norm", "cross_attn_norm_q"),
            Map.entry("k_norm", "cross_attn_norm_kv"),
            Map.entry("mlp", "feed_forward"),
            Map.entry("gate_proj", "w1"),
            Map.entry("down_proj", "w2"),
            Map.entry("up_proj", "w3"),
            Map.entry("input_layernorm", "attention_norm"),
            Map.entry("post_attention_layernorm", "ffn_norm"));

    private OriginalNames() {}

    /** The name in a file of the original's. An entropy model lies in a file of its own there. */
    static String of(String canonical) {
        if (canonical.equals(CanonicalTensors.HEAD)) {
            return "local_decoder.output.weight";
        }
        String prefix = canonical.startsWith(CanonicalTensors.ENTROPY_MODEL) ? CanonicalTensors.ENTROPY_MODEL : MODEL;
        return Stream.of(canonical.substring(prefix.length()).split("\\."))
                .map(segment -> SEGMENTS.getOrDefault(segment, segment))
                .collect(Collectors.joining("."));
    }
}
