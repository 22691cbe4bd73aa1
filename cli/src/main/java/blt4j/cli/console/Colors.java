package blt4j.cli.console;

/** How many colours a terminal shows. */
public enum Colors {
    /** None: plain text. */
    NONE,
    /** The eight of old. */
    BASIC,
    /** The palette of 256. */
    INDEXED
}
