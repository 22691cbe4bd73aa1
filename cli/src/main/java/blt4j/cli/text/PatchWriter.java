package blt4j.cli.text;

import blt4j.cli.console.Colors;
import blt4j.cli.console.Glyph;
import blt4j.cli.console.Output;
import blt4j.cli.console.Printing;
import blt4j.cli.console.Terminal;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.vocabulary.Utf8;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/** Shows a text and its patches while it is being written. */
final class PatchWriter implements GenerationListener, PatchPainter.Bytes {
    private final Output out;
    private final PatchPainter painter;
    private final BitSet begins = new BitSet();
    private byte[] text;
    private float[] entropies;
    private int length;
    private int shown;

    private PatchWriter(Output out, PatchPainter painter, byte[] prompt, float[] entropies) {
        this.out = out;
        this.painter = painter;
        this.text = prompt.clone();
        this.entropies = entropies;
        this.length = prompt.length;
    }

    /** Begins, with the prompt. */
    static PatchWriter begin(Output out, Terminal terminal, Colors colors, Show show, OpenText session, byte[] prompt)
            throws IOException {
        PatchPainter painter = new PatchPainter(out, terminal.columns(), terminal.output(), colors, show);
        PatchWriter writer = new PatchWriter(out, painter, prompt, session.entropies());
        for (int i = 0; i < prompt.length; i++) {
            writer.begins.set(i, session.beginsPatch(i));
        }
        writer.show(prompt.length - Utf8.incompleteTail(prompt, prompt.length));
        return writer;
    }

    @Override
    public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
        if (length == text.length || length == entropies.length) {
            text = Arrays.copyOf(text, 2 * length + 16);
            entropies = Arrays.copyOf(entropies, text.length);
        }
        text[length] = (byte) value;
        entropies[length] = entropy;
        begins.set(length, beginsPatch);
        length++;
        emit(length - Utf8.incompleteTail(text, length));
    }

    @Override
    public void finished(GenerationResult result) {
        emit(length);
        Printing.unchecked(() -> painter.finish());
    }

    private void emit(int end) {
        Printing.unchecked(() -> show(end));
    }

    private void show(int end) throws IOException {
        while (shown < end) {
            Glyph glyph = Glyph.at(text, shown, end);
            painter.paint(glyph, this);
            shown = glyph.end();
        }
        out.flush();
    }

    @Override
    public boolean beginsPatch(int index) {
        return begins.get(index);
    }

    @Override
    public float entropy(int index) {
        return entropies[index];
    }
}
