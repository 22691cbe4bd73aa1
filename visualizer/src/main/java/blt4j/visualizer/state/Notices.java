package blt4j.visualizer.state;

import java.util.List;
import java.util.stream.Stream;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/**
 * What the window has to say, newest first, each sentence until it is dismissed: a failure is not lost because another one
 * followed it. Of what went well only the newest stays, and of all together a few. On the JavaFX thread alone.
 */
public final class Notices {
    private static final int MOST = 3;

    private final ObservableList<Notice> all = FXCollections.observableArrayList();
    private final ObservableList<Notice> seen = FXCollections.unmodifiableObservableList(all);

    /** The sentences that stand in the window, newest first. */
    public ObservableList<Notice> all() {
        return seen;
    }

    /** The newest sentence; {@link Notice#NONE} if there is none. */
    public Notice newest() {
        return all.isEmpty() ? Notice.NONE : all.getFirst();
    }

    /** Says something. What is said already is not said twice. */
    public void tell(Notice notice) {
        Stream<Notice> others = all.stream()
                .filter(other -> !other.equals(notice))
                .filter(other -> notice.kind() == Notice.Kind.ERROR || other.kind() == Notice.Kind.ERROR);
        List<Notice> now = Stream.concat(Stream.of(notice), others).limit(MOST).toList();
        if (!now.equals(all)) {
            all.setAll(now);
        }
    }

    /** Takes a sentence out of the window. */
    public void dismiss(Notice notice) {
        all.remove(notice);
    }

    /** Takes the newest sentence out of the window. */
    public void dismissNewest() {
        dismiss(newest());
    }
}
