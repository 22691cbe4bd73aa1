package blt4j.generation;

import blt4j.BltException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Strings of bytes at which generation stops: an Aho–Corasick automaton, so that each byte is looked at once however
 * many strings there are. Immutable; each text being written has a {@link Matcher} of its own.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class StopStrings {
    /** Nothing stops. */
    public static final StopStrings NONE = new StopStrings(List.of());

    private final List<byte[]> strings;
    /** Per node and byte, the node after it. Node 0 is the root. */
    private final int[][] next;
    /** Per node, how many bytes lead to it: the longest end of the text that may yet become a stop string. */
    private final int[] depth;
    /** Per node, the longest string that ends there, or −1. */
    private final int[] match;

    private StopStrings(List<byte[]> strings) {
        this.strings = strings;
        int nodes = 1 + strings.stream().mapToInt(s -> s.length).sum();
        this.next = new int[nodes][];
        this.depth = new int[nodes];
        this.match = new int[nodes];
        Arrays.fill(match, -1);
        next[0] = new int[256];
        int count = 1;
        for (int s = 0; s < strings.size(); s++) {
            count = plant(s, count);
        }
        link();
    }

    /**
     * Stops at any of these, whichever is complete first; of two complete at the same byte the longer counts.
     *
     * @param strings none of them empty
     * @return those strings
     * @throws BltException if one is empty
     */
    public static StopStrings of(Collection<byte[]> strings) {
        List<byte[]> copies = new ArrayList<>();
        for (byte[] string : strings) {
            if (string.length == 0) {
                throw new BltException("A stop string is empty; it must have at least one byte.");
            }
            copies.add(string.clone());
        }
        return copies.isEmpty() ? NONE : new StopStrings(copies);
    }

    /** {@return whether there are none} */
    public boolean isEmpty() {
        return strings.isEmpty();
    }

    /**
     * {@return the bytes of a string by its place in the collection}
     *
     * @param index from 0
     */
    public byte[] string(int index) {
        return strings.get(index).clone();
    }

    /** {@return a matcher at the beginning of a text} */
    public Matcher matcher() {
        return new Matcher();
    }

    /** Adds a string's path to the tree; returns how many nodes there are then. */
    private int plant(int string, int count) {
        int node = 0;
        for (byte b : strings.get(string)) {
            if (next[node][b & 0xFF] == 0) {
                next[count] = new int[256];
                depth[count] = depth[node] + 1;
                next[node][b & 0xFF] = count++;
            }
            node = next[node][b & 0xFF];
        }
        match[node] = match[node] < 0 ? string : match[node];
        return count;
    }

    /** Makes the tree an automaton: where a path breaks off, the longest proper end of it goes on. */
    private void link() {
        int[] fallback = new int[next.length];
        ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(0));
        while (!queue.isEmpty()) {
            int node = queue.remove();
            if (match[node] < 0) {
                match[node] = match[fallback[node]];
            }
            for (int b = 0; b < 256; b++) {
                int child = next[node][b];
                int elsewhere = node == 0 ? 0 : next[fallback[node]][b];
                if (child == 0) {
                    next[node][b] = elsewhere;
                } else {
                    fallback[child] = elsewhere;
                    queue.add(child);
                }
            }
        }
    }

    /** Follows one text byte by byte. Not safe for use by several threads at once. */
    public final class Matcher {
        private int node;

        private Matcher() {}

        /**
         * Takes in the next byte.
         *
         * @param b of the text that is written
         * @return whether a stop string ends with it
         */
        public boolean accept(byte b) {
            node = next[node][b & 0xFF];
            return matched();
        }

        /** {@return whether a stop string ends with the newest byte} */
        public boolean matched() {
            return match[node] >= 0;
        }

        /** {@return which string matched, by its place in the collection, the longest of several; −1 if none} */
        public int index() {
            return match[node];
        }

        /** {@return how many of the newest bytes the matched string has; 0 if none matched} */
        public int matchedLength() {
            return matched() ? strings.get(match[node]).length : 0;
        }

        /**
         * {@return how many of the newest bytes may yet turn out to belong to a stop string, and so should not be
         * shown yet; all before them may}
         */
        public int withheld() {
            return depth[node];
        }

        /** Goes back to the beginning of a text. */
        public void reset() {
            node = 0;
        }
    }
}
