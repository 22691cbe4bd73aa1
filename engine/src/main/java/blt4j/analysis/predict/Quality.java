package blt4j.analysis.predict;

import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.Patches;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How well a model predicts texts: bits per byte, in rows of a length that small models were trained with. Rows overlap,
 * each byte is counted once, in the first row that has it, so that all but a text's first bytes are predicted from at
 * least {@link #CONTEXT} before them. Belongs to one thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Quality implements AutoCloseable {
    /** The bytes of a row; with the BOS a power of two. */
    public static final int ROW = 511;
    /** How far on each row begins. */
    public static final int STRIDE = 256;
    /** The fewest bytes that are seen before one that is counted, beyond a text's first row. */
    public static final int CONTEXT = ROW - STRIDE;

    private final Session session;
    private final Optional<BitsPerByte> entropyModel;
    private final Optional<BitsPerByte> blt;
    private final float[] logits = new float[Vocabulary.SIZE];
    private long bytes;
    private long patches;

    /**
     * An empty sum.
     *
     * @param model must outlive this
     */
    public Quality(Blt model) {
        SessionOptions options = SessionOptions.ofCapacity(ROW);
        boolean whole = model.config().blt().isPresent();
        this.session = Session.open(model, whole ? options : options.withEntropyModelAlone());
        this.entropyModel = model.config().entropyModel().map(any -> new BitsPerByte());
        this.blt = model.config().blt().map(any -> new BitsPerByte());
    }

    /**
     * Reads a text and adds it to the sum.
     *
     * @param text any bytes
     * @param progress may stop the reading
     */
    public void add(byte[] text, ReadProgress progress) {
        int counted = 0;
        for (int begin = 0; counted < text.length; begin += STRIDE) {
            byte[] row = Arrays.copyOfRange(text, begin, Math.min(text.length, begin + ROW));
            addRow(row, counted - begin, progress);
            counted = begin + row.length;
        }
        bytes += text.length;
    }

    private void addRow(byte[] row, int first, ReadProgress progress) {
        session.truncate(0);
        session.append(row, progress);
        if (blt.isPresent()) {
            session.predict(progress);
        }
        Patches cut = session.patches();
        for (int i = first; i < row.length; i++) {
            int id = Vocabulary.id(row[i]);
            if (entropyModel.isPresent()) {
                session.entropyModelLogits(i, logits);
                entropyModel.get().add(logits, id);
            }
            if (blt.isPresent()) {
                session.nextByteLogits(i, logits);
                blt.get().add(logits, id);
            }
            patches += cut.beginsAt(i + 1) ? 1 : 0;
        }
    }

    /** {@return how well the entropy model predicted, if there is one} */
    public Optional<BitsPerByte> entropyModel() {
        return entropyModel;
    }

    /** {@return how well the whole model predicted, if it is one} */
    public Optional<BitsPerByte> blt() {
        return blt;
    }

    /** {@return how many bytes were read} */
    public long bytes() {
        return bytes;
    }

    /** {@return the mean size of patches} */
    public double meanPatchSize() {
        return (double) bytes / patches;
    }

    @Override
    public void close() {
        session.close();
    }
}
