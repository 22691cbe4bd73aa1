package blt4j.visualizer.draw;

/** Light or dark. */
public enum Theme {
    /** Dark ink on white. */
    LIGHT,
    /** Light ink on near-black. */
    DARK;

    /** The other one. */
    public Theme other() {
        return this == LIGHT ? DARK : LIGHT;
    }
}
