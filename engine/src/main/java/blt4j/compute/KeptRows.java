package blt4j.compute;

import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.stage.Kept;

/** What a session keeps of a text's computation, row by row. Belongs to the session's thread. */
public interface KeptRows extends Kept {
    /**
     * The rows behind what a session shows to all.
     *
     * @throws IllegalArgumentException if it is no session's
     */
    static KeptRows of(Kept kept) {
        if (kept instanceof KeptRows rows) {
            return rows;
        }
        throw new IllegalArgumentException("kept by no session: " + kept);
    }

    /**
     * Reads rows that a stage keeps: hidden states of the encoder, patches, latent outputs.
     *
     * @param program the stage's
     * @param cache one of its buffers that is a cache
     * @param row the first: a byte position or patch index
     * @param count how many
     * @param into receives {@code count · width} numbers
     * @throws IllegalArgumentException if the buffer is not kept
     */
    void read(Program program, Buffer cache, int row, int count, float[] into);

    /**
     * The integers that a run of a program is told of one row.
     *
     * @param row a byte position or patch index that has been read; of the open patch, as if it ended with the text
     */
    Rows inputs(Program program, int row);
}
