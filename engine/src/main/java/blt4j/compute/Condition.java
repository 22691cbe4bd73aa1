package blt4j.compute;

import blt4j.program.Buffer;
import blt4j.program.Program;

/**
 * Whether rows of a run count, or what they are told, where that is decided by a number that the text's latest run of
 * another program, of one row, leaves in an output: it has to exceed {@code least} and be by more than {@code rise} above
 * {@code base}, compared in float32. A device that {@linkplain Executor#ahead() can} looks itself, so nobody waits
 * for the number before the run is given to it.
 *
 * @param program whose run leaves the number
 * @param output where it leaves it, one number a row
 * @param least what the number has to exceed
 * @param base what it has to rise from
 * @param rise by more than how much
 */
public record Condition(Program program, Buffer output, float least, float base, float rise) {
    /** Whether a number fulfils it. */
    public boolean holds(float number) {
        return number > least && number - base > rise;
    }

    /** Reads the number and tells whether it fulfils the condition. */
    public boolean holds(Executor executor, TextCaches caches) {
        float[] number = new float[1];
        executor.read(program, caches, output, 0, 1, number, 0);
        return holds(number[0]);
    }
}
