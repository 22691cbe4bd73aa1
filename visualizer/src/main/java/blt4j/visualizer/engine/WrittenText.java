package blt4j.visualizer.engine;

import blt4j.generation.Session;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Entropies;
import blt4j.vocabulary.Vocabulary;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * A text that grows byte by byte, of which each moment can be looked at without copying what was there before. What is
 * handed out are views of the beginnings of arrays, and bytes are only added behind them; going back begins new arrays.
 * Belongs to one thread, what it hands out to everybody.
 */
final class WrittenText {
    private static final int ROOM = 1 << 10;

    private byte[] bytes = new byte[ROOM];
    private float[] entropies = new float[ROOM];
    private Drawn[] drawn = new Drawn[ROOM];
    private int length;
    private int measured;
    private int draws;
    private float highest;

    /** The first so many of some draws. */
    private static final class View extends AbstractList<Drawn> implements RandomAccess {
        private final Drawn[] drawn;
        private final int size;

        View(Drawn[] drawn, int size) {
            this.drawn = drawn;
            this.size = size;
        }

        @Override
        public Drawn get(int index) {
            if (index >= size) {
                throw new IndexOutOfBoundsException(index);
            }
            return drawn[index];
        }

        @Override
        public int size() {
            return size;
        }
    }

    /** Takes over what a session has more than there is here: bytes, and entropies where its model tells them. */
    void follow(Session session) {
        for (int i = length; i < session.length(); i++) {
            bytes = i < bytes.length ? bytes : Arrays.copyOf(bytes, 2 * i);
            int id = session.idAt(i + 1);
            bytes[i] = Vocabulary.isByte(id) ? Vocabulary.toByte(id) : 0;
        }
        length = session.length();
        if (session.blt().programs().entropyModel().isEmpty()) {
            return;
        }
        for (; measured <= length; measured++) {
            entropies = measured < entropies.length ? entropies : Arrays.copyOf(entropies, 2 * measured);
            entropies[measured] = session.entropyOf(measured);
            highest = Math.max(highest, entropies[measured]);
        }
    }

    /** Notes from what the next byte is drawn. */
    void draw(Drawn from) {
        drawn = draws < drawn.length ? drawn : Arrays.copyOf(drawn, 2 * draws);
        drawn[draws++] = from;
    }

    /** Goes back to fewer bytes and draws; entropies are taken over anew, as another rule may change them. */
    void keep(int keptBytes, int keptDraws) {
        length = Math.min(length, keptBytes);
        draws = Math.min(draws, keptDraws);
        bytes = Arrays.copyOf(bytes, length + ROOM);
        drawn = Arrays.copyOf(drawn, draws + ROOM);
        entropies = new float[length + ROOM];
        measured = 0;
        highest = 0;
    }

    /** How many draws were noted and stand. */
    int draws() {
        return draws;
    }

    /** From what bytes were drawn, as of now. */
    List<Drawn> drawn() {
        return new View(drawn, draws);
    }

    /** The text and its entropies as of now. */
    Entropies read() {
        return Entropies.growing(ByteText.growing(bytes, length), entropies, measured, highest);
    }
}
