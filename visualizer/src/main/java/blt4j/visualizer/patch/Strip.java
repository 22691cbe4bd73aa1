package blt4j.visualizer.patch;

import blt4j.patching.PatcherConfig;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.StripForm;
import blt4j.visualizer.state.TextReading;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import javafx.application.Platform;
import javafx.geometry.Orientation;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.control.ScrollBar;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.text.Font;

/**
 * The strip: a text in lines of byte columns, of which only those in view are drawn. It is told what to show, and tells
 * which byte is hovered over or chosen and where the threshold is dragged to.
 */
public final class Strip extends BorderPane {
    private static final double GRIP = 6;
    private static final double HANDLE_GRIP = 9;
    private static final double KEY_STEP = 0.05;
    private static final double MOST_GROWTH = 1.6;
    private static final double GROWTH_STEP = 1.17;
    private static final double SLIDE_LEAST = 1.25;
    private static final double SLIDE_MOST = 4;
    private static final double SLIDE_WORDS = 1.9;
    private static final int SLIDE_ROWS = 3;

    private final DrawingCanvas canvas;
    private final DrawingCanvas head = new DrawingCanvas(this::drawLegend);
    private final ScrollBar bar = new ScrollBar();
    private final Consumer<OptionalInt> onHover;
    private final Consumer<OptionalInt> onSelect;
    private final DoubleConsumer onThreshold;
    private TextReading reading = TextReading.EMPTY;
    private Palette palette;
    private OptionalInt selected = OptionalInt.empty();
    private OptionalInt toReveal = OptionalInt.empty();
    private OptionalInt hovered = OptionalInt.empty();
    private StripMeasures measures =
            StripMeasures.of(StripMeasures.Style.of(StripForm.USUAL, false, ByteText.EMPTY), 1, 3, 1, 0);
    private StripLayout layout = StripLayout.of(TextReading.EMPTY.text(), 8);
    private double scale = 1;
    private int given;
    private boolean dragging;

    /** The line whose threshold is held, and what its bars' full height stands for: both stay while it is dragged. */
    private int heldLine;

    private double heldScale;
    private boolean following;
    private boolean fixedThreshold;
    private StripForm form = StripForm.USUAL;
    private boolean large;
    private final Transition transition;
    private Consumer<TextReading> onPainted = painted -> {};
    private Consumer<OptionalInt> onActivate;
    private Runnable onTrained = () -> {};
    private String hint = "";
    private Optional<Messages> words = Optional.empty();

    /**
     * An empty strip.
     *
     * @param onHover hears which byte the pointer is on
     * @param onSelect hears which byte was chosen
     * @param onThreshold hears where the threshold was moved, in nats
     */
    public Strip(
            Palette palette,
            Consumer<OptionalInt> onHover,
            Consumer<OptionalInt> onSelect,
            DoubleConsumer onThreshold) {
        this.palette = palette;
        this.onHover = onHover;
        this.onSelect = onSelect;
        this.onThreshold = onThreshold;
        this.onActivate = onSelect;
        this.canvas = new DrawingCanvas((pen, width, height) -> {
            draw(pen, width, height);
            onPainted.accept(reading);
        });
        transition = new Transition(canvas::redraw);
        canvas.ring(this, () -> palette.accent());
        bar.setOrientation(Orientation.VERTICAL);
        bar.setFocusTraversable(false);
        bar.valueProperty().subscribe((before, now) -> {
            canvas.redraw();
            if ((before.doubleValue() > 0) != (now.doubleValue() > 0)) {
                head.redraw();
            }
        });
        setCenter(canvas);
        setRight(bar);
        setFocusTraversable(true);
        setMinSize(0, 0);
        getStyleClass().add("strip");
        setAccessibleRole(AccessibleRole.TEXT_AREA);
        addEventHandler(MouseEvent.MOUSE_MOVED, this::moved);
        addEventHandler(MouseEvent.MOUSE_EXITED, e -> onHover.accept(OptionalInt.empty()));
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::dragged);
        addEventHandler(MouseEvent.MOUSE_RELEASED, this::released);
        addEventHandler(ScrollEvent.SCROLL, e -> scrollTo(bar.getValue() - e.getDeltaY()));
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
    }

    /** Tells a click or Enter on a byte to somebody else than the one who hears what is chosen by moving about. */
    public void onActivate(Consumer<OptionalInt> listener) {
        onActivate = listener;
    }

    /** Where the threshold of a patching lies, if it has one, in nats. */
    public static OptionalDouble threshold(PatcherConfig config) {
        return StripDrawing.threshold(config);
    }

    /** Says above the strip what its parts mean. */
    public void explain(Messages messages) {
        words = Optional.of(messages);
        setTop(head);
        fitHead();
    }

    private void fitHead() {
        double height = words.isPresent() ? StripLegend.height(scale) : 0;
        head.setMinHeight(height);
        head.setPrefHeight(height);
        head.redraw();
    }

    /** Shows the threshold as a line that cannot be taken hold of. */
    public void fixThreshold() {
        fixedThreshold = true;
    }

    /** Shows the text in another form. */
    public void setForm(StripForm newForm) {
        form = newForm;
        arrange();
        head.redraw();
    }

    /** Draws for those who see it from afar. */
    public void setLarge(boolean newLarge) {
        large = newLarge;
        arrange();
    }

    private StripMeasures.Style style() {
        return StripMeasures.Style.of(form, large, reading.text());
    }

    /** Shows a reading. */
    public void show(TextReading newReading) {
        ByteText before = reading.text();
        goOver(newReading);
        boolean explained = explains(newReading) == explains(reading)
                && newReading.patching().mode().getClass()
                        == reading.patching().mode().getClass();
        reading = newReading;
        if (!explained) {
            head.redraw();
        }
        if (!before.equals(newReading.text())) {
            turnTo(before, newReading.text());
        }
        arrange();
    }

    /** Lets bands split and merge from how the same text was cut before. */
    private void goOver(TextReading next) {
        boolean cut = next.entropies() == reading.entropies()
                && !next.patching().equals(reading.patching())
                && !Platform.getPreferences().isReducedMotion();
        if (cut) {
            transition.begin(reading);
        } else if (next.entropies() != reading.entropies()) {
            transition.end();
        }
    }

    /** Whether bands are on their way. */
    public boolean moving() {
        return transition.running();
    }

    /** How much of the legend applies. */
    private static int explains(TextReading of) {
        return (of.entropies().present() ? 1 : 0) + (of.work().isPresent() ? 2 : 0);
    }

    /** Brings into view where a text was edited; of another text, the byte that is looked at or the beginning. */
    private void turnTo(ByteText before, ByteText now) {
        int common = before.commonPrefix(now);
        int grown = now.length() - before.length();
        boolean edited = common > 0 && common + Math.abs(grown) + before.commonSuffix(now, common) >= before.length();
        if (edited) {
            toReveal = OptionalInt.of(
                    Math.clamp((long) common + Math.max(0, grown) - 1, 0, Math.max(0, now.length() - 1)));
        } else {
            toReveal = selected;
            bar.setValue(0);
        }
    }

    /** Shows the first bytes of the text as given, the rest as written; and keeps the end in view. */
    public void showWritten(TextReading newReading, int givenBytes) {
        given = givenBytes;
        following = true;
        show(newReading);
    }

    /** What to say where there is nothing to draw; nothing if empty. */
    public void setHint(String newHint) {
        if (!hint.equals(newHint)) {
            hint = newHint;
            canvas.redraw();
            head.redraw();
        }
    }

    /** Changes colours. */
    public void setPalette(Palette newPalette) {
        palette = newPalette;
        canvas.redraw();
        head.redraw();
    }

    /** Changes how large everything is. */
    public void setScale(double newScale) {
        scale = newScale;
        fitHead();
        arrange();
    }

    /** Marks the byte that is looked at, and brings it into view if it was chosen elsewhere. */
    public void setSelected(OptionalInt index) {
        selected = index;
        toReveal = index;
        revealSelected();
        canvas.redraw();
    }

    /** Marks the byte under the pointer. */
    public void setHovered(OptionalInt index) {
        hovered = index;
        canvas.redraw();
    }

    /** Tells somebody who wants patches as the model was trained to cut them. */
    public void onTrained(Runnable listener) {
        onTrained = listener;
    }

    /** The reading that is shown. */
    public TextReading reading() {
        return reading;
    }

    /** The strip as a picture: the text from what is in view on, set anew in the picture's width. */
    public Drawing drawing() {
        return picture(scale, MOST_GROWTH * scale, scale, 0);
    }

    /** The strip for a slide, as large as it can be: what is more than three lines is left out. */
    public Drawing slide() {
        return picture(SLIDE_LEAST, SLIDE_MOST, SLIDE_WORDS, slideRows());
    }

    private int slideRows() {
        return form.shape() == StripForm.Shape.PROSE ? 0 : SLIDE_ROWS;
    }

    /** The same picture of another reading of the text. */
    public Drawing slide(TextReading other) {
        return slide(other, other, slideRows());
    }

    /** A picture of a text that grows, in the sizes of what it grows to. */
    public Drawing slide(TextReading shown, TextReading whole) {
        return slide(shown, whole, 0);
    }

    private Drawing slide(TextReading shown, TextReading whole, int rows) {
        return new StripPicture(
                shown,
                whole,
                0,
                OptionalInt.empty(),
                given,
                words,
                form,
                false,
                palette,
                SLIDE_LEAST,
                SLIDE_MOST,
                SLIDE_WORDS,
                rows);
    }

    private Drawing picture(double least, double most, double wordScale, int rows) {
        int line = (int) Math.round(Math.max(0, bar.getValue() - measures.top()) / measures.lineHeight());
        int from = layout.begin(Math.min(line, layout.lines() - 1));
        return new StripPicture(
                reading, reading, from, selected, given, words, form, large, palette, least, most, wordScale, rows);
    }

    private void drawLegend(Pen pen, double width, double height) {
        if (hint.isEmpty() && reading.text().length() > 0) {
            words.ifPresent(w -> new StripLegend(w, reading, style().prose(), !fixedThreshold, palette, scale)
                    .draw(pen, measures.gutter(), width));
        }
        if (bar.getValue() > 0) {
            pen.fill(0, height - 1, width, 1, palette.line()); // what is scrolled goes on beneath
        }
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        arrange();
    }

    private void arrange() {
        double size = size();
        int columns = Math.max(8, style().columns(size, canvas.getWidth()));
        if (layout.columns() != columns) {
            layout = StripLayout.of(reading.text(), columns);
        } else if (!layout.text().equals(reading.text())) {
            layout = layout.with(reading.text());
        }
        double full = dragging ? heldScale : StripMeasures.fullScale(reading);
        measures = measures(size, full);
        double content = contentHeight();
        double view = canvas.getHeight();
        boolean fits = content <= view;
        bar.setVisible(!fits);
        bar.setMax(Math.max(0, content - view));
        bar.setVisibleAmount(content <= 0 ? 1 : Math.max(0, content - view) * view / content);
        bar.setUnitIncrement(measures.lineHeight());
        bar.setBlockIncrement(view);
        scrollTo(following ? bar.getMax() : bar.getValue());
        revealSelected();
        canvas.redraw();
    }

    /** A short text takes the room that is there; one that is being written would change its size all the time. */
    private double size() {
        double most = following || large ? scale : MOST_GROWTH * scale;
        return StripMeasures.fitting(
                style(), reading.text(), scale, most, GROWTH_STEP, canvas.getWidth(), canvas.getHeight());
    }

    private StripMeasures measures(double size, double full) {
        StripMeasures fitting = StripMeasures.of(style(), size, full, layout.lines(), canvas.getHeight());
        StripMeasures wide = following ? fitting : fitting.stretched(layout, canvas.getWidth());
        return wide.equals(measures) ? measures : wide;
    }

    private double contentHeight() {
        return 2 * measures.top() + layout.lines() * measures.lineHeight();
    }

    private void scrollTo(double value) {
        bar.setValue(Math.clamp(value, 0, bar.getMax()));
    }

    /** As soon as the text that was meant is there and laid out. */
    private void revealSelected() {
        if (toReveal.isPresent() && toReveal.getAsInt() < reading.text().length() && canvas.getHeight() > 0) {
            reveal(toReveal.getAsInt());
            toReveal = OptionalInt.empty();
        }
    }

    private void reveal(int index) {
        double top = layout.lineOf(index) * measures.lineHeight();
        double bottom = top + measures.lineHeight() + measures.top();
        if (top < bar.getValue()) {
            scrollTo(top);
        } else if (bottom > bar.getValue() + canvas.getHeight()) {
            scrollTo(bottom - canvas.getHeight());
        }
    }

    private void draw(Pen pen, double width, double height) {
        if (!hint.isEmpty()) {
            Font font = Typeface.TEXT.at(14 * scale);
            pen.text(hint, width / 2, height / 2, font, Align.CENTER, palette.secondary());
            return;
        }
        var drawing = new StripDrawing(
                reading,
                transition.before(),
                transition.progress(),
                layout,
                measures,
                palette,
                selected,
                hovered,
                given);
        drawing.draw(pen, width, height, bar.getValue());
    }

    /** Tells somebody of every reading that was painted, for those who measure how long that takes. */
    public void onPainted(Consumer<TextReading> listener) {
        onPainted = listener;
    }

    /** The byte at a place in the strip. */
    public OptionalInt byteAt(double x, double y) {
        double down = y - head.getHeight() + bar.getValue() - measures.top();
        if (y < head.getHeight()) {
            return OptionalInt.empty();
        }
        int line = (int) Math.floor(down / measures.lineHeight());
        int column = (int) Math.floor((x - measures.gutter()) / measures.column());
        if (line < 0 || line >= layout.lines() || column < 0) {
            return OptionalInt.empty();
        }
        int index = layout.begin(line) + column;
        return index < layout.end(line) ? OptionalInt.of(index) : OptionalInt.empty();
    }

    /** Where a byte is drawn, in the middle of its glyph: x and y in the strip. */
    public double[] placeOf(int index) {
        int line = layout.lineOf(index);
        double x = measures.gutter() + (index - layout.begin(line) + 0.5) * measures.column();
        double y = measures.top() + line * measures.lineHeight() + measures.glyphTop() + measures.glyph() / 2;
        return new double[] {x, head.getHeight() + y - bar.getValue()};
    }

    private int lineAt(double y) {
        double down = y - head.getHeight() + bar.getValue() - measures.top();
        return Math.clamp((long) Math.floor(down / measures.lineHeight()), 0, Math.max(0, layout.lines() - 1));
    }

    /** How high above the zero of a line a place lies, as a share of the height of its bars. */
    private double heightAt(double y, int line) {
        double down = y - head.getHeight() + bar.getValue() - measures.top() - line * measures.lineHeight();
        return 1 - down / measures.bars();
    }

    /** The y of the threshold in the first line in view, for those who drag it. */
    public OptionalDouble thresholdY() {
        OptionalDouble threshold = StripDrawing.threshold(reading.patching());
        if (threshold.isEmpty()) {
            return threshold;
        }
        int line = (int) Math.ceil(Math.max(0, bar.getValue() - measures.top()) / measures.lineHeight());
        double top = head.getHeight() + measures.top() + line * measures.lineHeight() - bar.getValue();
        return OptionalDouble.of(top + measures.bars() - measures.barHeight(threshold.getAsDouble()));
    }

    /** On the line, or on its handle and number beside it. */
    private boolean onThreshold(MouseEvent e) {
        OptionalDouble threshold = StripDrawing.threshold(reading.patching());
        if (fixedThreshold || threshold.isEmpty() || e.getY() < head.getHeight()) {
            return false;
        }
        double height = heightAt(e.getY(), lineAt(e.getY())) * measures.bars();
        double grip = e.getX() < measures.gutter() ? HANDLE_GRIP : GRIP;
        return !style().prose() && height >= 0 && Math.abs(height - measures.barHeight(threshold.getAsDouble())) < grip;
    }

    private void moved(MouseEvent e) {
        setCursor(onThreshold(e) ? Cursor.V_RESIZE : Cursor.DEFAULT);
        OptionalInt at = byteAt(e.getX(), e.getY());
        if (!at.equals(hovered)) {
            onHover.accept(at);
        }
    }

    private void pressed(MouseEvent e) {
        requestFocus();
        if (e.getButton() != MouseButton.PRIMARY) {
            return;
        }
        dragging = onThreshold(e);
        heldLine = lineAt(e.getY());
        heldScale = measures.fullScale();
        if (!dragging) {
            onActivate.accept(byteAt(e.getX(), e.getY()));
        }
        e.consume();
    }

    private void dragged(MouseEvent e) {
        if (dragging) {
            onThreshold.accept(Math.clamp(heightAt(e.getY(), heldLine), 0, 1) * heldScale);
        } else {
            byteAt(e.getX(), e.getY()).ifPresent(i -> onSelect.accept(OptionalInt.of(i)));
        }
        e.consume();
    }

    /** Not every system tells of the last place of a fast movement before the button was let go there. */
    private void released(MouseEvent e) {
        if (dragging) {
            dragged(e);
            dragging = false;
            arrange();
        }
    }

    private void key(KeyEvent e) {
        int length = reading.text().length();
        if (length == 0) {
            return;
        }
        int now = selected.orElse(-1);
        if (e.getCode() == KeyCode.ENTER && now >= 0) {
            onActivate.accept(selected);
            e.consume();
            return;
        }
        if (e.getCode() == KeyCode.T && !e.isShortcutDown()) {
            onTrained.run();
            e.consume();
            return;
        }
        int to = switch (e.getCode()) {
            case LEFT -> now - 1;
            case RIGHT -> now + 1;
            case UP -> moveLine(now, -1);
            case DOWN -> moveLine(now, 1);
            case HOME -> e.isShortcutDown() ? 0 : layout.begin(layout.lineOf(Math.max(0, now)));
            case END -> e.isShortcutDown() ? length - 1 : layout.end(layout.lineOf(Math.max(0, now))) - 1;
            case PAGE_UP -> moveLine(now, -linesInView());
            case PAGE_DOWN -> moveLine(now, linesInView());
            case OPEN_BRACKET -> nudge(-KEY_STEP, now);
            case CLOSE_BRACKET -> nudge(KEY_STEP, now);
            default -> Integer.MIN_VALUE;
        };
        if (to != Integer.MIN_VALUE) {
            onHover.accept(OptionalInt.empty()); // what was chosen last is looked at, wherever the pointer rests
            onSelect.accept(to < 0 && now < 0 ? OptionalInt.empty() : OptionalInt.of(Math.clamp(to, 0, length - 1)));
            e.consume();
        }
    }

    private int linesInView() {
        return Math.max(1, (int) (canvas.getHeight() / measures.lineHeight()) - 1);
    }

    private int nudge(double by, int now) {
        StripDrawing.threshold(reading.patching()).ifPresent(t -> onThreshold.accept(Math.max(0, t + by)));
        return now;
    }

    private int moveLine(int index, int by) {
        if (index < 0) {
            return 0;
        }
        int line = layout.lineOf(index);
        int column = index - layout.begin(line);
        int next = Math.clamp((long) line + by, 0, layout.lines() - 1);
        return Math.min(layout.begin(next) + column, Math.max(layout.begin(next), layout.end(next) - 1));
    }
}
