package blt4j.analysis.xray;

import blt4j.program.Op;
import blt4j.vocabulary.NgramHash;
import org.apiguardian.api.API;

/**
 * What one hash table adds to a byte's embedding.
 *
 * @param table which, function-major
 * @param function which hash function
 * @param length the n of the n-gram
 * @param ids the vocabulary ids of the n-gram that ends at the byte, oldest first; fewer than {@code length} where it
 *     reaches before the text's beginning, which counts as zeros
 * @param bucket the entry that the n-gram hashes to
 * @param added the entry: what is added to the embedding
 * @param norm its Euclidean length: how far it moves the embedding
 * @param share what of the finished embedding it makes up: its projection on it over the latter's length; the byte's own
 *     embedding and all hits together make 1, and a hit that points away is negative
 */
@SuppressWarnings("ArrayRecordComponent") // vectors, handed over
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record NgramHit(
        int table, int function, int length, int[] ids, int bucket, float[] added, double norm, double share) {
    /**
     * The entry of a table that an n-gram picks.
     *
     * @param ids those up to the position, as many as the longest n-gram has or as the text has
     */
    static int bucket(Op.HashEmbedding hash, int table, int[] ids) {
        int groups = hash.groupSizes().size();
        int length = hash.groupSizes().get(table % groups);
        return NgramHash.row(
                ids,
                ids.length - 1,
                length,
                table / groups,
                hash.tables().get(table).rows());
    }
}
