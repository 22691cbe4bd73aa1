package blt4j.cli.annotate;

import blt4j.analysis.Annotator.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Annotations as the columns of an Arrow record batch. No value is missing, so of each column's buffers the first, which
 * would tell which ones are, is empty; but for those that go along from the input.
 */
final class ArrowColumns {
    /** So many bytes are worth a batch. */
    static final int ENOUGH = 1 << 20;

    /** The columns that annotations have themselves, the values of lists counted as one each. */
    private static final int OURS = 9;

    private static final int PATCHES = 6;
    private static final int ENTROPIES = 8;

    private final ArrowBuffer none = new ArrowBuffer();
    private final Texts sources = new Texts();
    private final ArrowBuffer documents = new ArrowBuffer();
    private final ArrowBuffer offsets = new ArrowBuffer();
    private final ArrowBuffer bytes = new ArrowBuffer();
    private final ArrowBuffer beginsPatch = new ArrowBuffer();
    private final Texts patchLengths = new Texts();
    private final Texts entropies = new Texts();
    private final List<Kept> kept;
    private int rows;

    /**
     * Begins.
     *
     * @param kept what goes along from the input
     */
    ArrowColumns(List<KeptColumn> kept) {
        this.kept = kept.stream().map(c -> new Kept(c.type())).toList();
    }

    /** Values of which some may be missing. */
    private static final class Kept {
        final KeptColumn.Type type;
        final ArrowBuffer present = new ArrowBuffer();
        final Texts texts = new Texts();
        int nulls;

        Kept(KeptColumn.Type type) {
            this.type = type;
        }

        void add(int row, @Nullable Object value) {
            addBit(present, row, value != null);
            nulls += value == null ? 1 : 0;
            switch (type) {
                case STRING -> {
                    byte[] text = value == null ? new byte[0] : value.toString().getBytes(StandardCharsets.UTF_8);
                    texts.values.more(text.length).put(text);
                    texts.end(1);
                }
                case BIGINT -> texts.values.more(Long.BYTES).putLong(value instanceof Long number ? number : 0);
                case DOUBLE -> texts.values.more(Double.BYTES).putDouble(value instanceof Double number ? number : 0);
                case BOOLEAN -> addBit(texts.values, row, value instanceof Boolean truth && truth);
            }
        }

        List<ArrowBuffer> buffers() {
            return type == KeptColumn.Type.STRING
                    ? List.of(present, texts.ends, texts.values)
                    : List.of(present, texts.values);
        }

        void clear() {
            present.clear();
            texts.clear();
            nulls = 0;
        }
    }

    /** Values of many lengths: where each begins and the last one ends, and their bytes one after another. */
    private static final class Texts {
        final ArrowBuffer ends = new ArrowBuffer();
        final ArrowBuffer values = new ArrowBuffer();

        /** Ends a value. Offsets count values of so many bytes. */
        void end(int width) {
            if (ends.size() == 0) {
                ends.more(Integer.BYTES).putInt(0);
            }
            ends.more(Integer.BYTES).putInt(values.size() / width);
        }

        void clear() {
            ends.clear();
            values.clear();
        }
    }

    /** Adds a row. */
    void add(Piece piece, Annotation annotation) {
        byte[] source = piece.source().getBytes(StandardCharsets.UTF_8);
        sources.values.more(source.length).put(source);
        sources.end(1);
        documents.more(Long.BYTES).putLong(piece.document());
        offsets.more(Long.BYTES).putLong(piece.offset());
        bytes.more(Integer.BYTES).putInt(piece.bytes().length);
        addBit(beginsPatch, rows, annotation.beginsPatch());
        for (int length : annotation.patchLengths()) {
            patchLengths.values.more(Integer.BYTES).putInt(length);
        }
        patchLengths.end(Integer.BYTES);
        for (float entropy : annotation.entropies()) {
            entropies.values.more(Float.BYTES).putFloat(entropy);
        }
        entropies.end(Float.BYTES);
        for (int i = 0; i < kept.size(); i++) {
            kept.get(i).add(rows, piece.kept().get(i));
        }
        rows++;
    }

    private static void addBit(ArrowBuffer bits, int row, boolean bit) {
        if (row % Byte.SIZE == 0) {
            bits.more(1).put((byte) 0);
        }
        bits.array()[row / Byte.SIZE] |= (byte) ((bit ? 1 : 0) << row % Byte.SIZE);
    }

    int rows() {
        return rows;
    }

    /** Whether there is enough for a batch. */
    boolean enough() {
        return buffers().stream().mapToLong(ArrowBuffer::size).sum() >= ENOUGH;
    }

    /** How many values each column has, the values of a list after the list itself. */
    int[] lengths() {
        int[] lengths = new int[OURS + kept.size()];
        Arrays.fill(lengths, rows);
        lengths[PATCHES] = patchLengths.values.size() / Integer.BYTES;
        lengths[ENTROPIES] = entropies.values.size() / Float.BYTES;
        return lengths;
    }

    /** How many values are missing of each. */
    int[] nulls() {
        int[] nulls = new int[OURS + kept.size()];
        for (int i = 0; i < kept.size(); i++) {
            nulls[OURS + i] = kept.get(i).nulls;
        }
        return nulls;
    }

    /** All buffers in the order of the columns. */
    List<ArrowBuffer> buffers() {
        List<ArrowBuffer> buffers = new ArrayList<>(List.of(
                none,
                sources.ends,
                sources.values,
                none,
                documents,
                none,
                offsets,
                none,
                bytes,
                none,
                beginsPatch,
                none,
                patchLengths.ends,
                none,
                patchLengths.values,
                none,
                entropies.ends,
                none,
                entropies.values));
        kept.forEach(k -> buffers.addAll(k.buffers()));
        return buffers;
    }

    /** Begins anew. */
    void clear() {
        List.of(sources, patchLengths, entropies).forEach(Texts::clear);
        List.of(documents, offsets, bytes, beginsPatch).forEach(ArrowBuffer::clear);
        kept.forEach(Kept::clear);
        rows = 0;
    }
}
