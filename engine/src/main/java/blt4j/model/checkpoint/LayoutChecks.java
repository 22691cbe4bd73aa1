package blt4j.model.checkpoint;

import blt4j.model.config.HashConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.vocabulary.Vocabulary;

/** What must hold in every layout. */
final class LayoutChecks {
    /** Far above any number of use, and low enough that a slip does not cost minutes per byte. */
    private static final int MAX_HASH_FUNCTIONS = 1024;

    /** Far above any n-gram of use, and low enough that a slip does not cost minutes per byte. */
    private static final int MAX_GROUP_SIZE = 1024;

    private LayoutChecks() {}

    static void vocabulary(ConfigFields settings) {
        if (settings.count("vocab_size", Vocabulary.SIZE) != Vocabulary.SIZE) {
            throw settings.wrong("vocab_size", Vocabulary.SIZE + ", 4 special ids and 256 bytes");
        }
    }

    static TransformerConfig heads(
            TransformerConfig config, ConfigFields settings, String headsKey, String keyValueHeadsKey) {
        if (config.hiddenSize() % config.heads() != 0 || config.headSize() % 2 != 0) {
            throw settings.wrong(
                    headsKey,
                    "a divisor of the hidden size " + config.hiddenSize() + " that leaves heads of even size");
        }
        if (config.heads() % config.keyValueHeads() != 0) {
            throw settings.wrong(keyValueHeadsKey, "a divisor of the " + config.heads() + " attention heads");
        }
        if (settings.count("head_dim", config.headSize()) != config.headSize()) {
            throw settings.wrong("head_dim", config.headSize() + ", the hidden size divided among the heads");
        }
        return config;
    }

    static HashConfig hash(HashConfig hash, ConfigFields settings) {
        if (hash.functions() > MAX_HASH_FUNCTIONS) {
            throw settings.wrong("encoder_hash_byte_group_nb_functions", "1 to " + MAX_HASH_FUNCTIONS);
        }
        if (hash.groupSizes().stream().anyMatch(size -> size > MAX_GROUP_SIZE)) {
            throw settings.wrong("encoder_hash_byte_group_size", "a list of numbers from 1 to " + MAX_GROUP_SIZE);
        }
        return hash;
    }
}
