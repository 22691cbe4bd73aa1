package blt4j.frontend.tokens;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/**
 * The tokens of a vocabulary by their bytes, and how a text is cut into them. All of it lies in three arrays: as maps of
 * small objects 200,000 tokens take ten times the room, which a garbage collector copies piece by piece while everybody
 * waits.
 */
final class TokenTable {
    /** No token has these bytes. */
    private static final int NONE = -1;

    /** Slots for a token: with twice as many, next to all are found where they are looked for first. */
    private static final int ROOM = 2;

    /** All tokens' bytes, one after another. */
    private final byte[] bytes;

    /** Where each token's bytes end, by rank. */
    private final int[] ends;

    /** By a hash of a token's bytes its rank plus one; 0 is a free slot. */
    private final int[] slots;

    private TokenTable(byte[] bytes, int[] ends) {
        this.bytes = bytes;
        this.ends = ends;
        slots = new int[Integer.highestOneBit(ROOM * ends.length) << 1];
        for (int rank = 0; rank < ends.length; rank++) {
            int slot = slot(bytes, begin(rank), ends[rank]);
            while (slots[slot] != 0) {
                slot = after(slot);
            }
            slots[slot] = rank + 1;
        }
    }

    /**
     * Reads a vocabulary as OpenAI publishes them: a line per token in the order of ranks, its bytes in base 64, a space,
     * its rank.
     *
     * @throws IllegalStateException if the ranks are not in order from 0
     */
    static TokenTable read(InputStream in) {
        try {
            return parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TokenTable parse(byte[] file) {
        Base64.Decoder base64 = Base64.getDecoder();
        byte[] bytes = new byte[file.length];
        int[] ends = new int[1024];
        int count = 0;
        int filled = 0;
        for (int at = 0; at < file.length; count++) {
            int space = indexOf(file, (byte) ' ', at);
            int newline = indexOf(file, (byte) '\n', space);
            if (space == newline || number(file, space + 1, newline) != count) {
                throw new IllegalStateException("token " + count + " of the vocabulary is not of that rank");
            }
            byte[] token = base64.decode(Arrays.copyOfRange(file, at, space));
            System.arraycopy(token, 0, bytes, filled, token.length);
            filled += token.length;
            ends = count == ends.length ? Arrays.copyOf(ends, 2 * count) : ends;
            ends[count] = filled;
            at = newline + 1;
        }
        return new TokenTable(Arrays.copyOf(bytes, filled), Arrays.copyOf(ends, count));
    }

    private static int indexOf(byte[] file, byte wanted, int from) {
        int at = from;
        while (at < file.length && file[at] != wanted) {
            at++;
        }
        return at;
    }

    /** Decimal digits, whatever ends the line behind them left out. */
    private static int number(byte[] file, int from, int to) {
        int number = 0;
        for (int i = from; i < to && file[i] >= '0' && file[i] <= '9'; i++) {
            number = 10 * number + file[i] - '0';
        }
        return number;
    }

    private int begin(int rank) {
        return rank == 0 ? 0 : ends[rank - 1];
    }

    /** How many bytes a token has. */
    int length(int rank) {
        return ends[rank] - begin(rank);
    }

    private int slot(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        hash *= 0x9E3779B9; // spreads what differs in the last bytes alone
        return hash >>> Integer.numberOfLeadingZeros(slots.length - 1);
    }

    private int after(int slot) {
        return (slot + 1) & (slots.length - 1);
    }

    /** The rank of the token that some bytes are, or {@link #NONE}. */
    private int rank(byte[] text, int from, int to) {
        for (int slot = slot(text, from, to); slots[slot] != 0; slot = after(slot)) {
            int rank = slots[slot] - 1;
            if (Arrays.equals(bytes, begin(rank), ends[rank], text, from, to)) {
                return rank;
            }
        }
        return NONE;
    }

    /** Cuts a piece of a text, such as a word, into tokens: into one, if it is one. */
    void cut(byte[] piece, IntConsumer tokens) {
        int whole = rank(piece, 0, piece.length);
        if (whole == NONE) {
            new Merging(piece).run(tokens);
        } else {
            tokens.accept(whole);
        }
    }

    /**
     * Byte-pair encoding of one piece: it begins as single bytes, and of all neighbours that are a token together those of the
     * lowest rank become one, the first of them first, until no two are. Neighbours wait in a queue, so that even a piece of a
     * megabyte, as a line of dashes is, takes no longer than its length lets one expect.
     */
    private final class Merging {
        private final byte[] piece;

        /** Where the part that begins at an index ends, and the part before it begins. */
        private final int[] end;

        private final int[] before;

        /** The rank of what the part that begins at an index is with the one after it, or {@link #NONE}. */
        private final int[] joined;

        /** Rank and beginning of neighbours that were a token together when they came into it. */
        private final PriorityQueue<Long> waiting = new PriorityQueue<>();

        Merging(byte[] piece) {
            this.piece = piece;
            end = new int[piece.length];
            before = new int[piece.length];
            joined = new int[piece.length];
            Arrays.setAll(end, i -> i + 1);
            Arrays.setAll(before, i -> i - 1);
        }

        void run(IntConsumer tokens) {
            for (int i = 0; i < piece.length; i++) {
                offer(i);
            }
            for (Long next = waiting.poll(); next != null; next = waiting.poll()) {
                int at = next.intValue();
                if (joined[at] == next >>> Integer.SIZE) { // and no neighbour has been merged with another since
                    merge(at);
                }
            }
            for (int i = 0; i < piece.length; i = end[i]) {
                tokens.accept(rank(piece, i, end[i]));
            }
        }

        private void offer(int at) {
            joined[at] = end[at] < piece.length ? rank(piece, at, end[end[at]]) : NONE;
            if (joined[at] != NONE) {
                waiting.add((long) joined[at] << Integer.SIZE | at);
            }
        }

        private void merge(int at) {
            int next = end[at];
            joined[next] = NONE;
            end[at] = end[next];
            if (end[at] < piece.length) {
                before[end[at]] = at;
            }
            offer(at);
            if (before[at] >= 0) {
                offer(before[at]);
            }
        }
    }
}
