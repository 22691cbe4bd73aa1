package blt4j.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Byte pair encoding of one piece of text: its bytes, joined pair by pair, the pair that was learnt first first, of equals
 * the leftmost (Sennrich et al. 2016, arXiv 1508.07909, section 3.2, over bytes as in GPT-2).
 *
 * <p>Which pairs may join is what the vocabulary's merges say, and not merely whether what comes out is a token: encoders
 * that go by the ranks of tokens alone, as tiktoken and its ports do, join {@code ab} and {@code c} where only {@code a}
 * and {@code bc} were ever learnt, and come to other ids.
 */
final class BytePairs {
    private static final int CACHED_PIECES = 1 << 14;
    private static final int LONGEST_CACHED = 64;

    private final int[] bytes;
    private final Map<Long, Merge> merges;
    private final Map<String, Integer> whole;
    private final Map<String, int[]> cache = new ConcurrentHashMap<>();

    /**
     * A pair that joins.
     *
     * @param rank the lower, the earlier
     * @param joined the id of what comes out
     */
    record Merge(int rank, int joined) {}

    /**
     * A vocabulary.
     *
     * @param bytes the id of each byte
     * @param merges by {@link #pair}
     * @param whole pieces, in the vocabulary's characters, that are tokens without any merging; empty where there is no
     *     such rule
     */
    BytePairs(int[] bytes, Map<Long, Merge> merges, Map<String, Integer> whole) {
        this.bytes = bytes.clone();
        this.merges = merges;
        this.whole = whole;
    }

    /** The key of a pair of ids. */
    static long pair(int left, int right) {
        return ((long) left << 32) | right;
    }

    /** The ids of a piece of text. */
    int[] encode(String piece) {
        if (piece.length() > LONGEST_CACHED) {
            return encode(piece.getBytes(StandardCharsets.UTF_8));
        }
        int[] known = cache.get(piece);
        if (known != null) {
            return known;
        }
        int[] ids = encode(piece.getBytes(StandardCharsets.UTF_8));
        if (cache.size() < CACHED_PIECES) {
            cache.put(piece, ids);
        }
        return ids;
    }

    /** The ids of bytes that are no text. */
    int[] encode(byte[] piece) {
        return asWhole(piece).orElseGet(() -> merge(piece));
    }

    private Optional<int[]> asWhole(byte[] piece) {
        if (whole.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder characters = new StringBuilder(piece.length);
        for (byte b : piece) {
            characters.append(ByteCharacters.of(b & 0xFF));
        }
        return Optional.ofNullable(whole.get(characters.toString())).map(id -> new int[] {id});
    }

    private int[] merge(byte[] piece) {
        int n = piece.length;
        int[] ids = new int[n];
        int[] next = new int[n];
        int[] previous = new int[n];
        for (int i = 0; i < n; i++) {
            ids[i] = bytes[piece[i] & 0xFF];
            next[i] = i + 1;
            previous[i] = i - 1;
        }
        // Rank and place in one number; what was joined meanwhile is recognised when its turn comes.
        PriorityQueue<Long> waiting = new PriorityQueue<>();
        for (int i = 0; i + 1 < n; i++) {
            await(ids, i, i + 1, waiting);
        }
        for (Long first = waiting.poll(); first != null; first = waiting.poll()) {
            int at = (int) (long) first;
            int right = ids[at] < 0 ? n : next[at];
            Merge merge = right < n ? merges.get(pair(ids[at], ids[right])) : null;
            if (merge == null || merge.rank() != (int) (first >> 32)) {
                continue;
            }
            ids[at] = merge.joined();
            ids[right] = -1;
            next[at] = next[right];
            if (next[at] < n) {
                previous[next[at]] = at;
                await(ids, at, next[at], waiting);
            }
            if (previous[at] >= 0) {
                await(ids, previous[at], at, waiting);
            }
        }
        return Arrays.stream(ids).filter(id -> id >= 0).toArray();
    }

    private void await(int[] ids, int left, int right, PriorityQueue<Long> waiting) {
        Merge merge = merges.get(pair(ids[left], ids[right]));
        if (merge != null) {
            waiting.add(((long) merge.rank() << 32) | left);
        }
    }
}
