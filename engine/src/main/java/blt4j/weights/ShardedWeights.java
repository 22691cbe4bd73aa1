package blt4j.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Safetensors files that are one checkpoint together, as their index says: a map from tensor to file. */
public final class ShardedWeights implements Weights {
    private final Path index;
    private final Map<String, Safetensors> shardOf;
    private final Map<String, Safetensors> shards;

    private ShardedWeights(Path index, Map<String, Safetensors> shardOf, Map<String, Safetensors> shards) {
        this.index = index;
        this.shardOf = shardOf;
        this.shards = shards;
    }

    /**
     * Maps all shards of an index.
     *
     * @param index the {@code model.safetensors.index.json}; its shards lie beside it
     * @throws CheckpointException if the index is damaged, a shard is missing or damaged, or lacks a tensor
     */
    public static ShardedWeights open(Path index) {
        Map<String, Safetensors> shards = new LinkedHashMap<>();
        try {
            Map<String, Safetensors> shardOf = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : weightMap(index).properties()) {
                Safetensors shard = shards.computeIfAbsent(
                        shardName(index, entry), name -> Safetensors.open(index.resolveSibling(name)));
                if (!shard.names().contains(entry.getKey())) {
                    throw new CheckpointException("The index " + index + " places the tensor '" + entry.getKey()
                            + "' in " + shard.describe() + ", which has none of that name.");
                }
                shardOf.put(entry.getKey(), shard);
            }
            return new ShardedWeights(index, Collections.unmodifiableMap(shardOf), shards);
        } catch (RuntimeException e) {
            shards.values().forEach(Safetensors::close);
            throw e;
        }
    }

    private static JsonNode weightMap(Path index) {
        JsonNode map = JsonFile.read(index).path("weight_map");
        if (!map.isObject()) {
            throw new CheckpointException(
                    "The index " + index + " has no \"weight_map\" object, which says which file holds which tensor.");
        }
        return map;
    }

    /** Shards lie beside their index; a path that leads elsewhere is refused. */
    private static String shardName(Path index, Map.Entry<String, JsonNode> entry) {
        String name = entry.getValue().asText();
        if (!entry.getValue().isTextual() || !name.matches("[\\w.-]+") || name.startsWith(".")) {
            throw new CheckpointException("The index " + index + " places the tensor '" + entry.getKey() + "' in "
                    + entry.getValue() + "; the name of a file beside the index was expected.");
        }
        return name;
    }

    @Override
    public Set<String> names() {
        return shardOf.keySet();
    }

    @Override
    public Optional<Tensor> find(String name) {
        return Optional.ofNullable(shardOf.get(name)).map(shard -> shard.get(name));
    }

    @Override
    public String describe() {
        return index.toString();
    }

    @Override
    public void close() {
        shards.values().forEach(Safetensors::close);
    }
}
