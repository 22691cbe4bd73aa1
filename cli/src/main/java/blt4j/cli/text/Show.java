package blt4j.cli.text;

/** What the colours of a text show. */
public enum Show {
    /** Its patches, in two alternating colours whose shade tells the entropy. */
    PATCHES,
    /** The entropy of each byte alone, from pale to red. */
    ENTROPY
}
