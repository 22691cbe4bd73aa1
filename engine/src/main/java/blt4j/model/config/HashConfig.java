package blt4j.model.config;

import java.util.List;
import org.apiguardian.api.API;

/**
 * The hash n-gram embeddings.
 *
 * @param functions how many hash functions (primes) are used
 * @param groupSizes the n of the n-grams
 * @param tableSize entries of each table
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record HashConfig(int functions, List<Integer> groupSizes, int tableSize) {
    /** Copies the list. */
    public HashConfig {
        groupSizes = List.copyOf(groupSizes);
    }

    /** {@return the number of tables: one per function and group size, function-major} */
    public int tables() {
        return functions * groupSizes.size();
    }
}
