package blt4j.generation;

import blt4j.stage.StageProgram;
import blt4j.stage.StageRows;
import org.apiguardian.api.API;

/** Observes the runs of a session's programs; called on the session's thread, after each run. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface SessionObserver {
    /**
     * A program ran.
     *
     * @param program which
     * @param rows the rows it ran for; valid during the call alone
     * @param nanoseconds how long it took, reading its outputs included
     */
    void ran(StageProgram program, StageRows rows, long nanoseconds);

    /**
     * What was computed for later bytes and patches is void.
     *
     * @param program whose rows
     * @param rows how many of its rows still hold
     */
    void kept(StageProgram program, int rows);
}
