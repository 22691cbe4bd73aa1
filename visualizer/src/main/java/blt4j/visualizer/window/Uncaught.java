package blt4j.visualizer.window;

import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.Notice;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells people of failures that nobody expected, where they look; the log has them whole. */
public final class Uncaught {
    private static final Logger LOG = Logger.getLogger(Uncaught.class.getName());

    private Uncaught() {}

    /** Tells them in a window. */
    private record Telling(AppModel model) implements Thread.UncaughtExceptionHandler {
        @Override
        public void uncaughtException(Thread thread, Throwable failure) {
            LOG.log(Level.SEVERE, "Uncaught on the thread " + thread.getName() + ".", failure);
            Messages messages = new Messages(model.language().get());
            model.notices().tell(Notice.error(messages.get("notice.uncaught", failure.toString())));
        }
    }

    /** Has whatever this thread does not catch end in a sentence in the window and in the log. On the JavaFX thread. */
    public static void tellIn(AppModel model) {
        Thread.currentThread().setUncaughtExceptionHandler(new Telling(model));
    }

    /** Tells a window that is closed nothing more. On the JavaFX thread. */
    static void forget(AppModel model) {
        if (Thread.currentThread().getUncaughtExceptionHandler() instanceof Telling telling
                && telling.model().equals(model)) {
            Thread.currentThread().setUncaughtExceptionHandler(null);
        }
    }
}
