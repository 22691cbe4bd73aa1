package blt4j.device;

import org.apiguardian.api.API;

/** How the weights of projections are held where they are computed with. Arithmetic is in float32 in all cases. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum Precision {
    /** As the checkpoint stores them. */
    STORED,
    /** As float32. */
    F32,
    /** Rounded to bfloat16. */
    BF16,
    /** Quantised to 8 bits with a scale for each row. */
    Q8
}
