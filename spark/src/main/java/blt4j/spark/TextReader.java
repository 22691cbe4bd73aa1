package blt4j.spark;

import blt4j.analysis.Annotator;
import blt4j.analysis.Annotator.Annotation;
import blt4j.generation.ReadProgress;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads texts, one at a time, in the pieces in which the command line reads them, and joins what is said of the pieces. It
 * remembers the last one, because a query often asks several things of a text.
 */
final class TextReader {
    private static final double LN_2 = Math.log(2);

    private final Annotator annotator;
    private final ReadingPlan.Shape shape;
    private PatcherConfig patching;
    private byte[] last = {};
    private @Nullable TextAnnotation said;

    TextReader(Blt blt, ReadingPlan.Shape shape) {
        this.shape = shape;
        this.patching = blt.config().patching();
        int capacity = shape.segment() + shape.context();
        this.annotator = shape.surprisals()
                ? Annotator.withSurprisals(blt, patching, capacity)
                : new Annotator(blt, patching, capacity);
    }

    /** Whether the text is the one read last, by the same rule. */
    boolean remembers(byte[] text, PatcherConfig rule) {
        return said != null && rule.equals(patching) && Arrays.equals(text, last);
    }

    /** Reads a text. Ends early where the task is to end. */
    TextAnnotation read(byte[] text, PatcherConfig rule) {
        TextAnnotation known = said;
        if (known != null && remembers(text, rule)) {
            return known;
        }
        said = null;
        if (!rule.equals(patching)) {
            annotator.repatch(rule);
            patching = rule;
        }
        TextAnnotation annotation = annotate(text);
        last = text;
        said = annotation;
        return annotation;
    }

    private TextAnnotation annotate(byte[] text) {
        float[] entropies = {};
        int[] patches = new int[Math.min(text.length, 16)];
        int patchCount = 0;
        double surprise = 0;
        for (int from = 0; from < text.length; from += shape.segment()) {
            int to = (int) Math.min(text.length, (long) from + shape.segment());
            Annotation piece = annotate(text, from, to);
            if (piece.entropies().length == text.length) {
                entropies = piece.entropies();
            } else if (piece.entropies().length > 0) {
                entropies = from == 0 ? new float[text.length] : entropies;
                System.arraycopy(piece.entropies(), 0, entropies, from, to - from);
            }
            int[] more = piece.patchLengths();
            int joined = from > 0 && !piece.beginsPatch() ? 1 : 0;
            if (joined == 1) {
                patches[patchCount - 1] += more[0];
            }
            if (patchCount + more.length - joined > patches.length) {
                patches = Arrays.copyOf(patches, patchCount + Math.max(patchCount, more.length));
            }
            System.arraycopy(more, joined, patches, patchCount, more.length - joined);
            patchCount += more.length - joined;
            for (float s : piece.surprisals()) {
                surprise += s;
            }
        }
        double bits = shape.surprisals() ? surprise / text.length / LN_2 : Double.NaN;
        return new TextAnnotation(entropies, Arrays.copyOf(patches, patchCount), bits);
    }

    private Annotation annotate(byte[] text, int from, int to) {
        byte[] context = Arrays.copyOfRange(text, Math.max(0, from - shape.context()), from);
        TaskContext task = TaskContext.get();
        ReadProgress progress = (stage, done, total) -> task == null || !task.isInterrupted();
        try {
            return annotator.annotate(context, Arrays.copyOfRange(text, from, to), progress);
        } catch (CancellationException e) {
            if (task != null) {
                task.killTaskIfInterrupted();
            }
            throw e;
        }
    }
}
