package blt4j.generation;

import blt4j.model.TokenModel;
import blt4j.vocabulary.Utf8;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/** The tokens of a model. What may follow which state of UTF-8 is worked out when it is first asked for. */
final class TokenAlphabet implements Alphabet {
    private final TokenModel model;
    private final byte[][] bytes;
    private final Map<Utf8.State, BitSet> continuing = new EnumMap<>(Utf8.State.class);

    TokenAlphabet(TokenModel model) {
        this.model = model;
        this.bytes = new byte[model.tokenizer().size()][];
        for (int id = 0; id < bytes.length; id++) {
            bytes[id] = model.tokenizer().isSpecial(id)
                    ? new byte[0]
                    : model.tokenizer().bytesOf(id);
        }
    }

    /** The bytes that an id adds to a text; none where it marks something. */
    byte[] bytes(int id) {
        return id < bytes.length ? bytes[id] : new byte[0];
    }

    @Override
    public int size() {
        return model.config().vocabularySize();
    }

    @Override
    public boolean isText(int id) {
        return bytes(id).length > 0;
    }

    @Override
    public boolean ends(int id) {
        return model.ends(id);
    }

    @Override
    public Utf8.State stateAfter(int[] ids, int length) {
        int first = length;
        for (int seen = 0; first > 0 && seen < Utf8.MAX_LENGTH - 1; ) {
            seen += bytes(ids[--first]).length;
        }
        Utf8.State state = Utf8.State.START;
        for (int i = first; i < length; i++) {
            byte[] token = bytes(ids[i]);
            state = token.length == 0 ? Utf8.State.START : after(token, state);
        }
        return state;
    }

    private static Utf8.State after(byte[] token, Utf8.State before) {
        Utf8.State state = before;
        for (byte b : token) {
            state = state.next(b);
        }
        return state;
    }

    @Override
    public boolean continues(int id, Utf8.State state) {
        return continuing.computeIfAbsent(state, this::continuing).get(id);
    }

    private BitSet continuing(Utf8.State from) {
        BitSet ids = new BitSet(bytes.length);
        for (int id = 0; id < bytes.length; id++) {
            ids.set(id, admitted(bytes[id], from));
        }
        return ids;
    }

    private static boolean admitted(byte[] token, Utf8.State from) {
        Utf8.State state = from;
        for (byte b : token) {
            if (!state.admits(b)) {
                return false;
            }
            state = state.next(b);
        }
        return true;
    }
}
