package blt4j.stage;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** A model's programs, in the order in which they run. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface StagePrograms {
    /** {@return all programs, at least one} */
    List<? extends StageProgram> all();

    /** {@return the one that tells entropies; absent in a model that has no entropy model} */
    Optional<? extends StageProgram> entropyModel();

    /**
     * The programs whose work is attributed to a stage.
     *
     * @param stage of the pipeline
     * @return them in order; a local encoder and a local decoder have one for bytes and may have one for patches
     */
    default List<? extends StageProgram> of(Stage stage) {
        return all().stream().filter(p -> p.stage() == stage).toList();
    }
}
