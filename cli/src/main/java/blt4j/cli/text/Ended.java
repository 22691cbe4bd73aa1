package blt4j.cli.text;

import blt4j.cli.console.Printing;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.stage.Stage;
import java.io.IOException;

/**
 * Passes on what happens, and does something when the text has ended.
 *
 * @param listener hears everything
 * @param then comes after it
 */
record Ended(GenerationListener listener, Last then) implements GenerationListener {
    /** Prints what follows a text. */
    interface Last {
        void print(GenerationResult result) throws IOException;
    }

    @Override
    public void drawn(int index, int id, float[] probabilities) {
        listener.drawn(index, id, probabilities);
    }

    @Override
    public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
        listener.byteDrawn(index, value, entropy, probability, beginsPatch);
    }

    @Override
    public void patchClosed(int patch, int begin, int end) {
        listener.patchClosed(patch, begin, end);
    }

    @Override
    public void stageRan(Stage stage, int rows, long nanoseconds) {
        listener.stageRan(stage, rows, nanoseconds);
    }

    @Override
    public void finished(GenerationResult result) {
        listener.finished(result);
        Printing.unchecked(() -> then.print(result));
    }
}
