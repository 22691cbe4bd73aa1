package blt4j.generation;

import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;

/** The ids that a {@link Sampler} draws from, and what it has to know of them. */
interface Alphabet {
    /** A BLT's: bytes and the special ids around them. */
    Alphabet BYTES = new Alphabet() {
        @Override
        public int size() {
            return Vocabulary.SIZE;
        }

        @Override
        public boolean isText(int id) {
            return Vocabulary.isByte(id);
        }

        @Override
        public boolean ends(int id) {
            return id == Vocabulary.EOS;
        }

        @Override
        public Utf8.State stateAfter(int[] ids, int length) {
            return Utf8.stateAfter(ids, length);
        }

        @Override
        public boolean continues(int id, Utf8.State state) {
            return state.admits(Vocabulary.toByte(id));
        }
    };

    /** How many ids there are. */
    int size();

    /** Whether an id stands for bytes of a text. */
    boolean isText(int id);

    /** Whether an id ends a text. */
    boolean ends(int id);

    /** Where the bytes of the first {@code length} ids leave a reader of UTF-8. */
    Utf8.State stateAfter(int[] ids, int length);

    /** Whether the bytes of an id of text continue valid UTF-8. */
    boolean continues(int id, Utf8.State state);
}
