package blt4j.cli.annotate;

import blt4j.BltException;
import java.util.Optional;

/** What happens at records that cannot be read, and how many were passed over. */
final class Skips {
    private final boolean skip;
    private long records;
    private long skipped;
    private String first = "";
    private String noun = "lines";

    /** A record cannot be read; the message says which one, and why. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    /**
     * Begins to count.
     *
     * @param skip whether such records are passed over
     */
    Skips(boolean skip) {
        this.skip = skip;
    }

    /** Counts a record, of whatever kind. */
    void count() {
        records++;
    }

    /** Says that not all records are lines. */
    void areNotAllLines() {
        noun = "records";
    }

    /**
     * Passes over a record.
     *
     * @throws BltException if that is not wanted
     */
    void pass(UnreadableException e) {
        if (!skip) {
            throw new BltException(e.getMessage() + " Pass over such " + noun + " with --on-error skip.", e);
        }
        first = skipped++ == 0 ? String.valueOf(e.getMessage()) : first;
    }

    /** How many were passed over. */
    long skipped() {
        return skipped;
    }

    /** What was passed over, in a sentence, if anything was. */
    Optional<String> sentence() {
        return skipped == 0
                ? Optional.empty()
                : Optional.of(skipped + " of " + records + " " + noun + " were skipped; the first: " + first);
    }
}
