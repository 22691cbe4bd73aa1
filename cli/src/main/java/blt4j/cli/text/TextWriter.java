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

/** Shows a text while it is being written, whole characters at a time. */
final class TextWriter implements GenerationListener {
    private static final String BOLD = "\u001B[1m";
    private static final String RESET = "\u001B[0m";

    private final Output out;
    private final boolean safe;
    private final byte[] character = new byte[Utf8.MAX_LENGTH];
    private int pending;

    private TextWriter(Output out, boolean safe) {
        this.out = out;
        this.safe = safe;
    }

    /** Begins: on a terminal, with the prompt. */
    static TextWriter begin(Output out, Terminal terminal, Colors colors, boolean raw, byte[] prompt)
            throws IOException {
        TextWriter writer = new TextWriter(out, terminal.output() && !raw);
        if (terminal.output()) {
            boolean bold = colors != Colors.NONE;
            out.print(bold ? BOLD : "");
            writer.show(prompt, prompt.length);
            out.print(bold ? RESET : "");
            out.flush();
        }
        return writer;
    }

    @Override
    public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
        if (value < 0) {
            return; // a special id, which only argmax over all ids draws, is no text
        }
        character[pending++] = (byte) value;
        int complete = pending - Utf8.incompleteTail(character, pending);
        if (complete > 0) {
            emit(complete);
        }
    }

    @Override
    public void finished(GenerationResult result) {
        emit(pending);
        if (safe) {
            emitText("\n");
        }
    }

    private void emit(int length) {
        Printing.unchecked(() -> {
            show(character, length);
            out.flush();
        });
        System.arraycopy(character, length, character, 0, pending - length);
        pending -= length;
    }

    private void emitText(String text) {
        Printing.unchecked(() -> out.print(text).flush());
    }

    private void show(byte[] bytes, int length) throws IOException {
        if (!safe) {
            out.write(bytes, 0, length);
            return;
        }
        for (int at = 0; at < length; ) {
            Glyph glyph = Glyph.at(bytes, at, length);
            out.print(
                    switch (glyph.kind()) {
                        case NEWLINE -> "\n";
                        case TAB -> "\t";
                        case CHARACTER, STAND_IN -> glyph.text();
                    });
            at = glyph.end();
        }
    }
}
