package blt4j.visualizer.state;

import blt4j.Foreign;

/**
 * A sentence that stands in the window until it is dismissed.
 *
 * @param kind what it is about
 * @param sentence what it says; empty for none
 */
public record Notice(Kind kind, String sentence) {
    /** Kinds of notices. */
    public enum Kind {
        /** Something went well. */
        INFO,
        /** Something did not. */
        ERROR
    }

    /** Nothing to say. */
    public static final Notice NONE = new Notice(Kind.INFO, "");

    /** What others wrote, as the names of files, is shown with signs for what would reorder or hide it. */
    public Notice {
        sentence = Foreign.shown(sentence);
    }

    /** Something went well. */
    public static Notice info(String sentence) {
        return new Notice(Kind.INFO, sentence);
    }

    /** Something did not. */
    public static Notice error(String sentence) {
        return new Notice(Kind.ERROR, sentence);
    }
}
