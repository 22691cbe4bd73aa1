package blt4j.visualizer.page;

import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.AppModel;
import java.util.function.Consumer;
import javafx.beans.value.ObservableValue;
import javafx.util.Subscription;

/** What most views begin from: words, the shared model, and listeners that end with the view. */
public abstract class Page implements View {
    /** What the page has at hand. */
    protected final ViewContext context;

    private Subscription subscriptions = Subscription.EMPTY;

    /** A page with this at hand. */
    protected Page(ViewContext context) {
        this.context = context;
    }

    /** The shared model. */
    protected final AppModel model() {
        return context.model();
    }

    /** The words. */
    protected final Messages messages() {
        return context.messages();
    }

    /** The text under a key. */
    protected final String text(String key, Object... arguments) {
        return context.messages().get(key, arguments);
    }

    /** Calls now with the value, and whenever it changes, until the page is closed. */
    protected final <T> void on(ObservableValue<T> value, Consumer<T> listener) {
        keep(value.subscribe(listener));
    }

    /** Ends with the page. */
    protected final void keep(Subscription subscription) {
        subscriptions = subscriptions.and(subscription);
    }

    @Override
    public void close() {
        subscriptions.unsubscribe();
        subscriptions = Subscription.EMPTY;
    }
}
