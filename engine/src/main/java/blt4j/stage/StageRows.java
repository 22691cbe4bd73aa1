package blt4j.stage;

import org.apiguardian.api.API;

/** The rows of one run of a program: bytes (the BOS counted) or patches, whichever the program runs for. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface StageRows {
    /** {@return the position of the first row, from 0} */
    int start();

    /** {@return how many rows there are} */
    int count();
}
