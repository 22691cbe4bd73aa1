package blt4j.generation;

import blt4j.stage.Stage;
import org.apiguardian.api.API;

/**
 * Follows generation as it happens, on the generating thread. Nothing is allocated for the calls. Indexes count the
 * text's bytes, the prompt included.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface GenerationListener {
    /** A listener that ignores all calls. */
    GenerationListener NONE = new GenerationListener() {};

    /**
     * An id was drawn and is about to be appended: the text is still the one that it was drawn for.
     *
     * @param index where its first byte will stand in the text
     * @param id in the model's vocabulary, which has bytes or tokens
     * @param probabilities what it was drawn from, one per id, after all sampling options; they sum to 1. Valid during the
     *     call, and not to be changed
     */
    default void drawn(int index, int id, float[] probabilities) {}

    /**
     * A byte was drawn and read.
     *
     * @param index where it stands in the text
     * @param value 0 to 255; less than 0 for a special id, which only argmax over all ids draws
     * @param entropy how hard it was to predict, in nats, by the entropy model; NaN where a model has none
     * @param probability with which it was drawn, of what the sampling options left over
     * @param beginsPatch whether it begins a patch
     */
    default void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {}

    /**
     * The entropy after a patch's last byte closed it.
     *
     * @param patch its index, the BOS's patch being 0
     * @param begin its first byte
     * @param end one past its last byte
     */
    default void patchClosed(int patch, int begin, int end) {}

    /**
     * A stage ran.
     *
     * @param stage which; {@link Stage#LATENT_TRANSFORMER} once for each closed patch
     * @param rows how many bytes or patches; 0 for the part of an encoder or decoder that runs once a patch
     * @param nanoseconds how long it took
     */
    default void stageRan(Stage stage, int rows, long nanoseconds) {}

    /**
     * Generation ended.
     *
     * @param result why it ended, and after how many bytes
     */
    default void finished(GenerationResult result) {}
}
