package blt4j.stage;

import org.apiguardian.api.API;

/** The parts of the pipeline that work is attributed to. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum Stage {
    /** Says how hard each next byte is. Runs once a byte. */
    ENTROPY_MODEL,
    /** Reads bytes and gathers each patch's bytes into the patch's vector. */
    LOCAL_ENCODER,
    /** The large transformer. Runs once a patch. */
    LATENT_TRANSFORMER,
    /** Predicts the next byte from the byte and the last complete patch. */
    LOCAL_DECODER
}
