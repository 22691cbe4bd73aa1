package blt4j.tokenizer;

import blt4j.vocabulary.Utf8;
import blt4j.weights.CheckpointException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A byte-level BPE tokenizer. Any bytes are a text: those that are no UTF-8 are pieces of their own, so nothing is lost.
 * Immutable, and safe for use by several threads at once.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Tokenizer {
    private final List<byte[]> tokens;
    private final boolean[] special;
    private final List<AddedToken> added;
    private final Optional<Normalizer.Form> normalForm;
    private final int prefixSpace;
    private final List<Splitting> splittings;
    private final BytePairs pairs;
    private final int[] before;
    private final int[] after;

    /**
     * What a {@code tokenizer.json} says.
     *
     * @param tokens the bytes of each id
     * @param prefixSpace before which of the splittings every piece gets a space; less than 0 where none does
     * @param before ids before every text
     * @param after ids after every text
     */
    record Parts(
            List<byte[]> tokens,
            List<AddedToken> added,
            Optional<Normalizer.Form> normalForm,
            int prefixSpace,
            List<Splitting> splittings,
            BytePairs pairs,
            List<Integer> before,
            List<Integer> after) {}

    Tokenizer(Parts parts) {
        this.tokens = List.copyOf(parts.tokens());
        this.added = List.copyOf(parts.added());
        this.normalForm = parts.normalForm();
        this.prefixSpace = parts.prefixSpace();
        this.splittings = List.copyOf(parts.splittings());
        this.pairs = parts.pairs();
        this.before = parts.before().stream().mapToInt(Integer::intValue).toArray();
        this.after = parts.after().stream().mapToInt(Integer::intValue).toArray();
        this.special = new boolean[tokens.size()];
        added.stream().filter(AddedToken::special).forEach(token -> special[token.id()] = true);
    }

    /**
     * Reads a {@code tokenizer.json}.
     *
     * @param file as Hugging Face's tokenizers writes it
     * @return the tokenizer that it describes
     * @throws CheckpointException if it is missing, damaged, or describes something other than byte-level BPE
     */
    public static Tokenizer read(Path file) {
        return TokenizerFile.read(file);
    }

    /** {@return one more than the highest id} */
    public int size() {
        return tokens.size();
    }

    /**
     * {@return the bytes that a token stands for; those of its name where it is {@linkplain #isSpecial special}}
     *
     * @param id of the vocabulary
     */
    public byte[] bytesOf(int id) {
        return tokens.get(id).clone();
    }

    /** The bytes that a token stands for, for reading alone. */
    byte[] shared(int id) {
        return tokens.get(id);
    }

    /**
     * {@return whether a token marks something, such as the end of a text, rather than being text}
     *
     * @param id of the vocabulary
     */
    public boolean isSpecial(int id) {
        return special[id];
    }

    /** {@return the ids that stand before the tokens of every text} */
    public int[] before() {
        return before.clone();
    }

    /** {@return the ids that stand after the tokens of every text} */
    public int[] after() {
        return after.clone();
    }

    /**
     * {@return the text that is cut into tokens: the same, unless the tokenizer wants it in one of Unicode's normal
     * forms}
     *
     * @param text any bytes
     */
    public byte[] normalised(byte[] text) {
        if (normalForm.isEmpty()) {
            return text;
        }
        ByteArrayOutputStream normal = new ByteArrayOutputStream(text.length);
        for (Run run : runs(text)) {
            normal.writeBytes(
                    run.valid()
                            ? Normalizer.normalize(run.text(text), normalForm.get())
                                    .getBytes(StandardCharsets.UTF_8)
                            : run.bytes(text));
        }
        return normal.toByteArray();
    }

    /**
     * {@return the ids of a text, with those that stand before and after every text}
     *
     * @param text any
     */
    public int[] idsOf(String text) {
        int[] ids = encode(normalised(text.getBytes(StandardCharsets.UTF_8))).ids();
        return IntStream.concat(IntStream.concat(Arrays.stream(before), Arrays.stream(ids)), Arrays.stream(after))
                .toArray();
    }

    /**
     * Cuts a text into tokens.
     *
     * @param text {@linkplain #normalised}
     * @return the tokens, in order
     */
    public Tokens encode(byte[] text) {
        Collector collector = new Collector();
        for (Run run : runs(text)) {
            if (run.valid()) {
                encodeText(run.text(text), collector);
            } else {
                collector.add(pairs.encode(run.bytes(text)));
            }
        }
        return collector.tokens();
    }

    /** Some of a text's bytes, all of them valid UTF-8 or none. */
    private record Run(int begin, int end, boolean valid) {
        byte[] bytes(byte[] of) {
            return Arrays.copyOfRange(of, begin, end);
        }

        String text(byte[] of) {
            return new String(of, begin, end - begin, StandardCharsets.UTF_8);
        }
    }

    private static List<Run> runs(byte[] text) {
        List<Run> runs = new ArrayList<>();
        int begin = 0;
        boolean valid = true;
        for (int i = 0; i < text.length; ) {
            int length = Utf8.characterLength(text, i);
            if ((length > 0) != valid) {
                if (i > begin) {
                    runs.add(new Run(begin, i, valid));
                }
                begin = i;
                valid = length > 0;
            }
            i += Math.max(1, length);
        }
        if (begin < text.length) {
            runs.add(new Run(begin, text.length, valid));
        }
        return runs;
    }

    /** Cuts out added tokens, of those that begin first the longest, and encodes what is left. */
    private void encodeText(String text, Collector collector) {
        int from = 0;
        for (int at = 0; at < text.length() && !added.isEmpty(); ) {
            AddedToken found = addedAt(text, at);
            if (found == null) {
                at++;
                continue;
            }
            int begin = found.begin(text, at, from);
            int end = found.end(text, at);
            encodePlain(text.substring(from, begin), collector);
            collector.add(found.id(), byteLength(text.substring(begin, end)));
            from = end;
            at = end;
        }
        encodePlain(text.substring(from), collector);
    }

    private @Nullable AddedToken addedAt(String text, int at) {
        AddedToken longest = null;
        for (AddedToken token : added) {
            boolean longer = longest == null
                    || token.content().length() > longest.content().length();
            if (longer && text.startsWith(token.content(), at) && token.fits(text, at)) {
                longest = token;
            }
        }
        return longest;
    }

    private static int byteLength(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void encodePlain(String text, Collector collector) {
        if (!text.isEmpty()) {
            encode(text, 0, collector);
        }
    }

    /** Cuts a piece by the splittings from a step on, and encodes what comes out. */
    private void encode(String piece, int step, Collector collector) {
        if (step == prefixSpace && !piece.startsWith(" ")) {
            int start = collector.count();
            split(" " + piece, step, collector);
            collector.shorten(start);
        } else {
            split(piece, step, collector);
        }
    }

    private void split(String piece, int step, Collector collector) {
        if (step == splittings.size()) {
            collector.add(pairs.encode(piece));
            return;
        }
        for (String finer : splittings.get(step).split(piece)) {
            encode(finer, step + 1, collector);
        }
    }

    /** Gathers tokens. */
    private final class Collector {
        private int[] ids = new int[64];
        private int[] lengths = new int[64];
        private int count;

        int count() {
            return count;
        }

        void add(int[] more) {
            for (int id : more) {
                add(id, tokens.get(id).length);
            }
        }

        void add(int id, int length) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
                lengths = Arrays.copyOf(lengths, 2 * count);
            }
            ids[count] = id;
            lengths[count++] = length;
        }

        /** Takes the space that was put before a text away from its first token. */
        void shorten(int token) {
            lengths[token]--;
        }

        Tokens tokens() {
            return new Tokens(Arrays.copyOf(ids, count), Arrays.copyOf(lengths, count));
        }
    }

    /**
     * {@return the text of tokens; special ones are left out}
     *
     * @param ids of the vocabulary
     */
    public byte[] decode(int[] ids) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(4 * ids.length);
        for (int id : ids) {
            if (!special[id]) {
                text.writeBytes(tokens.get(id));
            }
        }
        return text.toByteArray();
    }
}
