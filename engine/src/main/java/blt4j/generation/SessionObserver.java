package blt4j.generation;

import blt4j.compute.Rows;
import blt4j.program.Program;

/** Hears what a session computes, on the session's thread. */
public interface SessionObserver {
    /**
     * A program ran.
     *
     * @param program which
     * @param rows the rows it ran for; valid during the call alone
     * @param nanoseconds how long it took, reading its outputs included
     */
    void ran(Program program, Rows rows, long nanoseconds);

    /**
     * What was computed for later bytes and patches is void.
     *
     * @param program whose rows
     * @param rows how many of its rows still hold
     */
    void kept(Program program, int rows);
}
