package blt4j.cli.annotate;

import blt4j.analysis.Annotator.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Annotations as the columns of an Arrow record batch. No value is missing, so of each column's buffers the first, which
 * would tell which ones are, is empty.
 */
final class ArrowColumns {
    /** So many bytes are worth a batch. */
    static final int ENOUGH = 1 << 20;

    private final ArrowBuffer none = new ArrowBuffer();
    private final Texts sources = new Texts();
    private final ArrowBuffer documents = new ArrowBuffer();
    private final ArrowBuffer offsets = new ArrowBuffer();
    private final ArrowBuffer bytes = new ArrowBuffer();
    private final ArrowBuffer beginsPatch = new ArrowBuffer();
    private final Texts patchLengths = new Texts();
    private final Texts entropies = new Texts();
    private int rows;

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
        addBit(annotation.beginsPatch());
        for (int length : annotation.patchLengths()) {
            patchLengths.values.more(Integer.BYTES).putInt(length);
        }
        patchLengths.end(Integer.BYTES);
        for (float entropy : annotation.entropies()) {
            entropies.values.more(Float.BYTES).putFloat(entropy);
        }
        entropies.end(Float.BYTES);
        rows++;
    }

    private void addBit(boolean bit) {
        if (rows % Byte.SIZE == 0) {
            beginsPatch.more(1).put((byte) 0);
        }
        beginsPatch.array()[rows / Byte.SIZE] |= (byte) ((bit ? 1 : 0) << rows % Byte.SIZE);
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
        return new int[] {
            rows,
            rows,
            rows,
            rows,
            rows,
            rows,
            patchLengths.values.size() / Integer.BYTES,
            rows,
            entropies.values.size() / Float.BYTES
        };
    }

    /** All buffers in the order of the columns. */
    List<ArrowBuffer> buffers() {
        return List.of(
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
                entropies.values);
    }

    /** Begins anew. */
    void clear() {
        List.of(sources, patchLengths, entropies).forEach(Texts::clear);
        List.of(documents, offsets, bytes, beginsPatch).forEach(ArrowBuffer::clear);
        rows = 0;
    }
}
