package blt4j.model.config;

import java.util.List;
import org.apiguardian.api.API;

/**
 * The configuration of a transformer over tokens, of the kind that Llama is (Touvron et al. 2023, arXiv 2302.13971): the
 * blocks are a BLT's, embedding and head have an entry for each token.
 *
 * @param name what to call the model: its folder's name
 * @param transformer the blocks
 * @param vocabularySize how many ids there are
 * @param contextLength how many tokens the model was trained to see at once
 * @param tied whether the head's weights are the embedding's
 * @param beginIds the ids that a text begins with where the tokenizer sets none; may be empty
 * @param endIds the ids that end a text
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record LlamaConfig(
        String name,
        TransformerConfig transformer,
        int vocabularySize,
        int contextLength,
        boolean tied,
        List<Integer> beginIds,
        List<Integer> endIds) {
    /** Copies the lists. */
    public LlamaConfig {
        beginIds = List.copyOf(beginIds);
        endIds = List.copyOf(endIds);
    }
}
