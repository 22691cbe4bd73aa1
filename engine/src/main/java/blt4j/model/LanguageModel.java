package blt4j.model;

import blt4j.device.Device;
import blt4j.stage.StageProgram;
import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A model of text, open and ready: a {@link Blt}, which reads bytes in patches, or a {@link TokenModel}, which reads
 * tokens. Both are programs of the same ops on the same backends.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface LanguageModel extends AutoCloseable permits Blt, TokenModel {
    /**
     * Opens a model as what it is.
     *
     * @param folder a checkpoint in a layout of a BLT, of an entropy model, or in Hugging Face's layout of a
     *     Llama
     * @param options the backend, and how weights are held
     * @return a model to be closed by the caller
     * @throws blt4j.BltException with a sentence that says what is missing or damaged
     */
    static LanguageModel open(Path folder, BltOptions options) {
        return TokenModel.isTokenModel(folder) ? TokenModel.open(folder, options) : Blt.open(folder, options);
    }

    /** {@return what to call it: its folder's name} */
    String name();

    /** {@return what it runs on} */
    Device backend();

    /** {@return all its programs, in the order in which they run} */
    List<? extends StageProgram> allPrograms();

    @Override
    void close();
}
