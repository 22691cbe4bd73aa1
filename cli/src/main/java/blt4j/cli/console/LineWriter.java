package blt4j.cli.console;

import java.io.IOException;

/** Writes coloured text, broken into lines at a terminal's width. Colours never run over a line's end. */
public final class LineWriter {
    private static final String RESET = "\u001B[0m";

    private final Output out;
    private final int columns;
    private String style = "";
    private boolean styled;
    private int column;

    /**
     * Creates a writer.
     *
     * @param columns the width to break lines at; 0 for none
     */
    public LineWriter(Output out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    /** Sets the look of what follows: the parameters of an SGR sequence, or nothing for the terminal's own. */
    public void style(String sgr) throws IOException {
        if (!style.equals(sgr)) {
            unstyle();
            style = sgr;
        }
    }

    /** Writes something that stays together on a line. */
    public void put(String text, int width) throws IOException {
        if (columns > 0 && column > 0 && column + width > columns) {
            newline();
        }
        if (!styled && !style.isEmpty()) {
            out.print("\u001B[" + style + "m");
            styled = true;
        }
        out.print(text);
        column += width;
    }

    /** The column that the next character comes to stand in, from 0. */
    public int column() {
        return column;
    }

    /** Ends the line. */
    public void newline() throws IOException {
        unstyle();
        out.print("\n");
        column = 0;
    }

    /** Ends the line if there is something in it, and lets everything be seen. */
    public void finish() throws IOException {
        if (column > 0) {
            newline();
        }
        unstyle();
        out.flush();
    }

    private void unstyle() throws IOException {
        if (styled) {
            out.print(RESET);
            styled = false;
        }
    }
}
