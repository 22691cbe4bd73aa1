package blt4j.analysis.verify;

import blt4j.BltException;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.Patches;
import blt4j.vocabulary.Vocabulary;
import blt4j.weights.Safetensors;
import blt4j.weights.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apiguardian.api.API;

/**
 * Holds a model to recorded cases: what another implementation answered for the same weights.
 *
 * <p>A folder of cases has a file {@code expected.safetensors} with, for each case NAME, {@code NAME.ids} (the BOS
 * first), {@code NAME.entropies} in nats, {@code NAME.patch_lengths}, {@code NAME.logits} (rows × 260, of the positions
 * {@code NAME.logit_rows}, or of all) and {@code NAME.greedy} (ids that follow by taking the likeliest each time). All
 * but the ids may be absent. Every case is read at once and again byte by byte, once the backend is warm, so that what is
 * held to them is what long work runs on.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Verification {
    /** The file that holds the cases. */
    public static final String FILE = "expected.safetensors";

    private final Blt blt;
    private final double tolerance;

    /**
     * Prepares to verify.
     *
     * @param blt a model as the folder's cases have it
     * @param tolerance the largest absolute difference of a logit or an entropy that passes
     */
    public Verification(Blt blt, double tolerance) {
        this.blt = blt;
        this.tolerance = tolerance;
    }

    /**
     * How a case went.
     *
     * @param name the case
     * @param positions its ids, the BOS counted
     * @param entropyError the largest difference of an entropy, read at once or byte by byte
     * @param logitError the largest difference of a logit; absent where none are recorded
     * @param patchesEqual whether the patches are the recorded ones
     * @param greedyEqual how many of the recorded greedy ids came out before the first that differs; absent where none
     *     are recorded
     * @param greedyRecorded how many greedy ids are recorded
     * @param greedyMargin by how much the recorded id's logit fell short of the likeliest, where they first differ
     * @param tolerance what passes
     */
    public record CaseResult(
            String name,
            int positions,
            double entropyError,
            Optional<Double> logitError,
            boolean patchesEqual,
            Optional<Integer> greedyEqual,
            int greedyRecorded,
            double greedyMargin,
            double tolerance) {
        /**
         * {@return whether everything recorded was met; a greedy id may differ where the call was closer than the
         * tolerance}
         */
        public boolean passed() {
            return entropyError <= tolerance
                    && logitError.orElse(0.0) <= tolerance
                    && patchesEqual
                    && (greedyEqual.isEmpty() || greedyEqual.get() == greedyRecorded || greedyMargin <= tolerance);
        }
    }

    /**
     * Runs all cases of a folder.
     *
     * @param folder holds {@value #FILE}
     * @param each hears every result as it comes
     * @return a result for each case and what of it was compared
     * @throws BltException if there are no cases
     */
    public List<CaseResult> run(Path folder, Consumer<CaseResult> each) {
        return run(folder, each, (name, done, total) -> {});
    }

    /** Hears how far a case has come. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called before each id that is read or written.
         *
         * @param name of the case
         * @param done its ids that are done: each that is recorded counts twice, as it is read at once and by itself
         * @param total how many it will have been
         */
        void at(String name, int done, int total);
    }

    /**
     * Runs all cases of a folder, and tells how far each is.
     *
     * @param folder holds {@value #FILE}
     * @param each hears every result as it comes
     * @param progress hears how far a case has come
     * @return a result for each case and what of it was compared
     * @throws BltException if there are no cases
     */
    public List<CaseResult> run(Path folder, Consumer<CaseResult> each, Progress progress) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new BltException("There are no recorded cases to verify against: no file " + file + ".");
        }
        List<CaseResult> results = new ArrayList<>();
        blt.backend().warmUp();
        try (Safetensors recorded = Safetensors.open(file)) {
            TreeSet<String> cases = new TreeSet<>();
            for (String name : recorded.names()) {
                if (name.endsWith(".ids")) {
                    cases.add(name.substring(0, name.length() - ".ids".length()));
                }
            }
            for (String name : cases) {
                CaseResult result = runCase(recorded, name, progress);
                results.add(result);
                each.accept(result);
            }
        }
        return results;
    }

    private CaseResult runCase(Safetensors recorded, String name, Progress progress) {
        int[] ids = recorded.ints(name + ".ids");
        if (ids.length == 0 || ids[0] != Vocabulary.BOS) {
            throw new BltException("The case '" + name + "' of " + recorded.describe() + " does not begin with a BOS.");
        }
        int[] greedy = recorded.names().contains(name + ".greedy") ? recorded.ints(name + ".greedy") : new int[0];
        boolean hasBlt = blt.config().blt().isPresent();
        Optional<Tensor> logits = hasBlt ? recorded.find(name + ".logits") : Optional.empty();
        SessionOptions options = SessionOptions.ofCapacity(ids.length + greedy.length);
        int total = 2 * ids.length + greedy.length;
        try (Session whole = Session.open(blt, options);
                Session stepwise = Session.open(blt, options)) {
            progress.at(name, 0, total);
            whole.appendIds(Arrays.copyOfRange(ids, 1, ids.length));
            readStepwise(stepwise, ids, logits.isPresent(), i -> progress.at(name, ids.length + i, total));
            double entropyError = 0;
            double logitError = 0;
            for (Session session : List.of(whole, stepwise)) {
                entropyError = Math.max(entropyError, entropyError(recorded, name, session));
                if (logits.isPresent()) {
                    logitError = Math.max(logitError, logitError(recorded, name, logits.get(), session));
                }
            }
            boolean patchesEqual = patchesEqual(recorded, name, whole) && patchesEqual(recorded, name, stepwise);
            Greedy continued = hasBlt
                    ? continueGreedily(stepwise, greedy, i -> progress.at(name, 2 * ids.length + i, total))
                    : new Greedy(greedy.length, 0);
            return new CaseResult(
                    name,
                    ids.length,
                    entropyError,
                    logits.map(l -> 0.0).isPresent() ? Optional.of(logitError) : Optional.empty(),
                    patchesEqual,
                    greedy.length == 0 ? Optional.empty() : Optional.of(continued.equal()),
                    greedy.length,
                    continued.margin(),
                    tolerance);
        }
    }

    private static void readStepwise(Session session, int[] ids, boolean predict, IntConsumer reading) {
        float[] logits = new float[Vocabulary.SIZE];
        for (int i = 1; i < ids.length; i++) {
            reading.accept(i);
            session.appendId(ids[i]);
            if (predict) {
                session.nextByteLogits(session.length(), logits);
            }
        }
    }

    private static double entropyError(Safetensors recorded, String name, Session session) {
        Optional<Tensor> expected = recorded.find(name + ".entropies");
        if (expected.isEmpty()) {
            return 0;
        }
        float[] wanted = expected.get().toFloats();
        return largestDifference(wanted, 0, session.entropies(), wanted.length);
    }

    private static double logitError(Safetensors recorded, String name, Tensor expected, Session session) {
        boolean some = recorded.names().contains(name + ".logit_rows");
        int[] rows = some ? recorded.ints(name + ".logit_rows") : new int[0];
        float[] wanted = expected.toFloats();
        float[] got = new float[Vocabulary.SIZE];
        double error = 0;
        for (int i = 0; i < expected.rows(); i++) {
            session.nextByteLogits(some ? rows[i] : i, got);
            error = Math.max(error, largestDifference(wanted, i * Vocabulary.SIZE, got, Vocabulary.SIZE));
        }
        return error;
    }

    private static double largestDifference(float[] wanted, int offset, float[] got, int count) {
        double largest = 0;
        for (int i = 0; i < count; i++) {
            double difference = Math.abs((double) wanted[offset + i] - got[i]);
            // A NaN on either side must fail, and compares false with everything.
            largest = difference <= largest ? largest : difference;
        }
        return Double.isNaN(largest) ? Double.POSITIVE_INFINITY : largest;
    }

    /** Recorded lengths count the byte to come or not, and may end in a 0: compared are the places where patches begin. */
    private static boolean patchesEqual(Safetensors recorded, String name, Session session) {
        if (!recorded.names().contains(name + ".patch_lengths")) {
            return true;
        }
        int[] lengths = recorded.ints(name + ".patch_lengths");
        Patches patches = session.patches();
        boolean countsNext = Arrays.stream(lengths).sum() == patches.length() + 1;
        boolean endsInEmpty = lengths[lengths.length - 1] == 0;
        int count = patches.count() + (patches.nextBegins() && (countsNext || endsInEmpty) ? 1 : 0);
        if (lengths.length != count) {
            return false;
        }
        int begin = 0;
        for (int length : lengths) {
            if (!patches.beginsAt(begin)) {
                return false;
            }
            begin += length;
        }
        return true;
    }

    private record Greedy(int equal, double margin) {}

    private static Greedy continueGreedily(Session session, int[] greedy, IntConsumer writing) {
        float[] logits = new float[Vocabulary.SIZE];
        for (int i = 0; i < greedy.length; i++) {
            writing.accept(i);
            session.nextByteLogits(session.length(), logits);
            int likeliest = 0;
            for (int id = 1; id < logits.length; id++) {
                likeliest = logits[id] > logits[likeliest] ? id : likeliest;
            }
            if (likeliest != greedy[i]) {
                return new Greedy(i, (double) logits[likeliest] - logits[greedy[i]]);
            }
            session.appendId(greedy[i]);
        }
        return new Greedy(greedy.length, 0);
    }
}
