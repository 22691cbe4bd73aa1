package blt4j.visualizer.workbench;

import blt4j.visualizer.state.Document;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The texts that others took the place of, newest first, and those that were brought back from. */
final class History {
    private static final int MOST = 30;
    private static final long MOST_BYTES = 64L << 20;

    private final Deque<Document> past = new ArrayDeque<>();
    private final Deque<Document> future = new ArrayDeque<>();

    /** Remembers a text whose place another takes. */
    void replaced(Document document) {
        future.clear();
        remember(document);
    }

    private void remember(Document document) {
        if (document.text().length() > 0) {
            past.push(document);
        }
        while (past.size() > MOST || bytes() > MOST_BYTES) {
            past.removeLast();
        }
    }

    private long bytes() {
        return past.stream().mapToLong(d -> d.text().length()).sum();
    }

    /** The text before, in the place of the one that is shown. */
    Optional<Document> back(Document now) {
        Optional<Document> before = Optional.ofNullable(past.poll());
        before.ifPresent(b -> future.push(now));
        return before;
    }

    /** The text after. */
    Optional<Document> forth(Document now) {
        Optional<Document> after = Optional.ofNullable(future.poll());
        after.ifPresent(a -> remember(now));
        return after;
    }
}
