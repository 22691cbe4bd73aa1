package blt4j.model.checkpoint;

import blt4j.model.config.HashConfig;
import blt4j.weights.CheckpointException;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import java.util.HashMap;
import java.util.Map;

/** The hash tables as transformers saves them: one tensor, table upon table. */
final class HashTables {
    private HashTables() {}

    /** The tables in a stack, by canonical name, where they lie. */
    static Map<String, Tensor> unstack(Tensor stack, HashConfig hash, Weights files) {
        long rows = (long) hash.tables() * hash.tableSize();
        if (stack.shape().size() != 2 || stack.rows() != rows) {
            throw new CheckpointException("The tensor '" + stack.name() + "' in " + files.describe()
                    + " has the shape " + stack.shape() + ", but the configuration calls for " + hash.tables()
                    + " tables of " + hash.tableSize() + ", " + rows + " rows in all.");
        }
        Map<String, Tensor> tables = new HashMap<>();
        for (int i = 0; i < hash.tables(); i++) {
            // Tensors that are checked later carry the name they have in the file.
            tables.put(
                    CanonicalTensors.hashTable(i), stack.slice(stack.name(), i * hash.tableSize(), hash.tableSize()));
        }
        return tables;
    }
}
