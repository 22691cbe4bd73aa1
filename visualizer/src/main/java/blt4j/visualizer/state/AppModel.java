package blt4j.visualizer.state;

import blt4j.analysis.compare.Noise;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Theme;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableDoubleValue;
import javafx.beans.value.ObservableValue;

/**
 * What all views share, observable. Views listen to it and write to it; none knows of another. On the JavaFX thread
 * alone.
 */
public final class AppModel {
    private final ObjectProperty<Document> document = new SimpleObjectProperty<>(Document.EMPTY);
    private final ObjectProperty<PatchingChoice> patching = new SimpleObjectProperty<>(PatchingChoice.DEFAULT);
    private final ObjectProperty<TextReading> reading = new SimpleObjectProperty<>(TextReading.EMPTY);
    private final ObjectProperty<ModelState> model = new SimpleObjectProperty<>(new ModelState.None());
    private final StringProperty device = new SimpleStringProperty("");
    private final ObjectProperty<OptionalInt> selected = new SimpleObjectProperty<>(OptionalInt.empty());
    private final ObjectProperty<OptionalInt> hovered = new SimpleObjectProperty<>(OptionalInt.empty());
    private final ObjectProperty<GenerateRequest> generate = new SimpleObjectProperty<>(GenerateRequest.NONE);
    private final ObjectProperty<Optional<Path>> beside = new SimpleObjectProperty<>(Optional.empty());
    private final StringProperty guesses = new SimpleStringProperty("");
    private final ObjectProperty<Optional<Noise>> noise = new SimpleObjectProperty<>(Optional.empty());
    private final ObjectProperty<Optional<LessonPlace>> lesson = new SimpleObjectProperty<>(Optional.empty());
    private final ObjectProperty<Priced.Of> costs = new SimpleObjectProperty<>(Priced.Of.OPEN);
    private final ObjectProperty<StripForm> form = new SimpleObjectProperty<>(StripForm.USUAL);
    private final BooleanProperty details = new SimpleBooleanProperty();
    private final ObjectProperty<OptionalInt> xray = new SimpleObjectProperty<>(OptionalInt.empty());
    private final StringProperty view = new SimpleStringProperty("patch");
    private final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(Theme.LIGHT);
    private final ObjectProperty<Locale> language = new SimpleObjectProperty<>(Locale.ENGLISH);
    private final BooleanProperty presentation = new SimpleBooleanProperty();
    private final DoubleProperty zoom = new SimpleDoubleProperty(1);
    private final DoubleProperty fit = new SimpleDoubleProperty(1);
    private final Notices notices = new Notices();
    private final ObjectProperty<Activity> activity = new SimpleObjectProperty<>(Activity.NONE);
    private final ObservableValue<Palette> palette = theme.map(Palette::of);
    private final javafx.beans.binding.DoubleBinding scale =
            Bindings.createDoubleBinding(() -> zoom.get() * fit.get(), zoom, fit);

    /** The text in the window. */
    public ObjectProperty<Document> document() {
        return document;
    }

    /** How it is to be cut into patches. */
    public ObjectProperty<PatchingChoice> patching() {
        return patching;
    }

    /** The text as the model has read it so far, cut as was chosen. Lags behind {@link #document} a little. */
    public ObjectProperty<TextReading> reading() {
        return reading;
    }

    /**
     * Whether nothing that is shown of the text is of before its last edit; of a long one that is being read, that is so of
     * what has been read.
     */
    public boolean upToDate() {
        TextReading now = reading.get();
        boolean same = now.text().equals(document.get().text())
                && now.read() == now.entropies().settled();
        return same || model.get().info().isEmpty();
    }

    /** The model. */
    public ObjectProperty<ModelState> model() {
        return model;
    }

    /**
     * What the model runs on, in words; empty before one is open. A backend may go over to other kernels while it runs,
     * which makes it no other model.
     */
    public StringProperty device() {
        return device;
    }

    /** The byte that is looked at, by its index in the text. */
    public ObjectProperty<OptionalInt> selected() {
        return selected;
    }

    /** The byte that the pointer rests on. */
    public ObjectProperty<OptionalInt> hovered() {
        return hovered;
    }

    /** The byte to show in detail: the one hovered over, or else the selected one. */
    public OptionalInt focused() {
        return hovered.get().isPresent() ? hovered.get() : selected.get();
    }

    /** What spoils the text where segmentations are compared. */
    public ObjectProperty<Optional<Noise>> noise() {
        return noise;
    }

    /** Whose costs are shown. */
    public ObjectProperty<Priced.Of> costs() {
        return costs;
    }

    /** How the patch view draws the text. */
    public ObjectProperty<StripForm> form() {
        return form;
    }

    /** Whether the patch view shows what most can do without. */
    public BooleanProperty details() {
        return details;
    }

    /** Which stage of a byte's X-ray the pipeline view shows, 0 for all; empty where it shows the pipeline. */
    public ObjectProperty<OptionalInt> xray() {
        return xray;
    }

    /** The lesson that is being taken. */
    public ObjectProperty<Optional<LessonPlace>> lesson() {
        return lesson;
    }

    /** The id of the current view. */
    public StringProperty view() {
        return view;
    }

    /** What the generate view is asked to write. */
    public ObjectProperty<GenerateRequest> generate() {
        return generate;
    }

    /** The folder of a model that the compare view sets beside the open one. */
    public ObjectProperty<Optional<Path>> beside() {
        return beside;
    }

    /** What the guess view is asked to bet from the beginning, a character each time. */
    public StringProperty guesses() {
        return guesses;
    }

    /** Light or dark. */
    public ObjectProperty<Theme> theme() {
        return theme;
    }

    /** The colours of the theme. */
    public ObservableValue<Palette> palette() {
        return palette;
    }

    /** The language of the window. */
    public ObjectProperty<Locale> language() {
        return language;
    }

    /** Whether everything is large and nothing distracts. */
    public BooleanProperty presentation() {
        return presentation;
    }

    /** Zoom, 1 being 100 %. */
    public DoubleProperty zoom() {
        return zoom;
    }

    /** How much larger everything is because the window is large, or presents; 1 for a window of usual size. */
    public DoubleProperty fit() {
        return fit;
    }

    /** How much larger than by default everything is: zoom, and the window's size and presentation together. */
    public ObservableDoubleValue scale() {
        return scale;
    }

    /** Sentences for the person, until dismissed. */
    public Notices notices() {
        return notices;
    }

    /** What goes on that takes a while. */
    public ObjectProperty<Activity> activity() {
        return activity;
    }
}
