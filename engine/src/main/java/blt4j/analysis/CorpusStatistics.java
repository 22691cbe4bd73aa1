package blt4j.analysis;

import blt4j.analysis.Annotator.Annotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apiguardian.api.API;

/**
 * What is said of a corpus as a whole, added up from the annotations of its pieces: how many bytes and patches, how they
 * are distributed, bits per byte, and which documents took longest. Takes the same memory for any corpus. Belongs to one
 * thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CorpusStatistics {
    /** Entropies are counted in steps of so many nats. */
    public static final double ENTROPY_STEP = 0.1;

    /** No entropy over 260 ids is larger than ln 260. */
    private static final int ENTROPY_BINS = 56;

    /** Patches of so many bytes and longer are counted together. */
    public static final int LONGEST_PATCH = 256;

    private static final int SLOWEST = 10;
    private static final double LN_2 = Math.log(2);
    private static final double NANOS = 1e9;

    private final long[] patchSizes = new long[LONGEST_PATCH + 1];
    private final long[] entropies = new long[ENTROPY_BINS];
    private final PriorityQueue<DocumentFigures> slowest =
            new PriorityQueue<>(Comparator.comparingDouble(DocumentFigures::seconds));
    private String source = "";
    private long document = -1;
    private Sums open = new Sums();
    private Sums all = new Sums();
    private long documents;
    private int longest;
    private int unfinishedPatch;

    /** Of a corpus of which nothing was told yet. */
    public CorpusStatistics() {}

    /** What is added up of a document, and of all of them. */
    private static final class Sums {
        long bytes;
        long patches;
        long entropyBytes;
        double entropy;
        long surprisalBytes;
        double surprisal;
        long nanos;

        void add(Sums other) {
            bytes += other.bytes;
            patches += other.patches;
            entropyBytes += other.entropyBytes;
            entropy += other.entropy;
            surprisalBytes += other.surprisalBytes;
            surprisal += other.surprisal;
            nanos += other.nanos;
        }

        double bitsPerByte() {
            return surprisalBytes == 0 ? Double.NaN : surprisal / surprisalBytes / LN_2;
        }
    }

    /**
     * Figures of a document.
     *
     * @param source where it stands
     * @param document its number there, from 0
     * @param bytes its length
     * @param patches how many it is cut into
     * @param bitsPerByte the entropy model's; NaN where it was not asked for
     * @param seconds what reading it took on one worker
     */
    public record DocumentFigures(
            String source, long document, long bytes, long patches, double bitsPerByte, double seconds) {}

    /**
     * Figures of a corpus.
     *
     * @param documents how many had at least a byte
     * @param bytes all of theirs
     * @param patches all of theirs
     * @param meanEntropy of a byte, in nats; NaN without an entropy model
     * @param bitsPerByte the entropy model's, each byte weighing the same; NaN where it was not asked for
     * @param longestPatch in bytes
     * @param workerSeconds what reading took, of all workers together
     * @param patchSizes how many patches there are of each size; those of {@link #LONGEST_PATCH} bytes and more stand last
     * @param entropies how many bytes have an entropy within each step of {@link #ENTROPY_STEP}
     * @param slowest the documents that took longest, the slowest first
     */
    public record Figures(
            long documents,
            long bytes,
            long patches,
            double meanEntropy,
            double bitsPerByte,
            int longestPatch,
            double workerSeconds,
            List<Long> patchSizes,
            List<Long> entropies,
            List<DocumentFigures> slowest) {
        /** {@return the mean size of patches, in bytes; NaN where there are none} */
        public double meanPatch() {
            return patches == 0 ? Double.NaN : (double) bytes / patches;
        }

        /**
         * {@return the size below or at which so large a share of patches is; 0 where there are none}
         *
         * @param share from 0 to 1
         */
        public int patchSizeAt(double share) {
            long counted = 0;
            for (int size = 1; size < patchSizes.size(); size++) {
                counted += patchSizes.get(size);
                if (counted > 0 && counted >= share * patches) {
                    return size;
                }
            }
            return 0;
        }
    }

    /**
     * Adds a piece. Pieces of a document come one after another.
     *
     * @param source where its document stands
     * @param document the document's number there
     * @param offset of the piece in the document
     * @param bytes its length
     * @param annotation what was said of it
     * @param nanos what that took
     */
    public void add(String source, long document, long offset, int bytes, Annotation annotation, long nanos) {
        if (offset == 0 || document != this.document || !source.equals(this.source)) {
            finishDocument();
            this.source = source;
            this.document = document;
        }
        open.bytes += bytes;
        open.nanos += nanos;
        int[] lengths = annotation.patchLengths();
        for (int i = 0; i < lengths.length; i++) {
            if (i > 0 || annotation.beginsPatch()) {
                finishPatch();
            }
            unfinishedPatch += lengths[i];
        }
        for (float entropy : annotation.entropies()) {
            open.entropy += entropy;
            entropies[(int) Math.clamp(entropy / ENTROPY_STEP, 0, ENTROPY_BINS - 1)]++;
        }
        open.entropyBytes += annotation.entropies().length;
        for (float surprisal : annotation.surprisals()) {
            open.surprisal += surprisal;
        }
        open.surprisalBytes += annotation.surprisals().length;
    }

    private void finishPatch() {
        if (unfinishedPatch > 0) {
            open.patches++;
            patchSizes[Math.min(unfinishedPatch, LONGEST_PATCH)]++;
            longest = Math.max(longest, unfinishedPatch);
            unfinishedPatch = 0;
        }
    }

    private void finishDocument() {
        finishPatch();
        if (open.bytes > 0) {
            documents++;
            slowest.add(new DocumentFigures(
                    source, document, open.bytes, open.patches, open.bitsPerByte(), open.nanos / NANOS));
            if (slowest.size() > SLOWEST) {
                slowest.remove();
            }
            all.add(open);
        }
        open = new Sums();
    }

    /** {@return what was added up; the document that was added last counts as finished} */
    public Figures figures() {
        finishDocument();
        List<DocumentFigures> sorted = new ArrayList<>(slowest);
        sorted.sort(Comparator.comparingDouble(DocumentFigures::seconds).reversed());
        return new Figures(
                documents,
                all.bytes,
                all.patches,
                all.entropyBytes == 0 ? Double.NaN : all.entropy / all.entropyBytes,
                all.bitsPerByte(),
                longest,
                all.nanos / NANOS,
                list(patchSizes),
                list(entropies),
                List.copyOf(sorted));
    }

    private static List<Long> list(long[] counts) {
        List<Long> list = new ArrayList<>(counts.length);
        for (long count : counts) {
            list.add(count);
        }
        return List.copyOf(list);
    }
}
