package blt4j.visualizer.draw;

import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.animation.AnimationTimer;
import javafx.scene.Node;
import javafx.scene.canvas.Canvas;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;

/**
 * A region that shows a drawing, and draws it anew at most once a frame, when it was asked to or changed its size; out of
 * the window it waits until it is back.
 */
public final class DrawingCanvas extends Pane {
    private final Canvas canvas = new Canvas();
    private final Drawing drawing;
    private Consumer<Pen> ring = pen -> {};
    private boolean stale = true;
    private final AnimationTimer next = new AnimationTimer() {
        @Override
        public void handle(long now) {
            stop();
            if (stale && getScene() != null) {
                paint();
            }
        }
    };

    /** A canvas for a drawing. */
    public DrawingCanvas(Drawing drawing) {
        this.drawing = drawing;
        canvas.setManaged(false);
        getChildren().add(canvas);
        setMinSize(0, 0);
        sceneProperty().subscribe(scene -> {
            if (scene != null && stale) {
                next.start();
            }
        });
    }

    /**
     * Shows a ring around the drawing while somebody has the focus that came by the keyboard. Drawings that are taken
     * away do not have it.
     */
    public void ring(Node focused, Supplier<Color> color) {
        ring = pen -> {
            if (focused.isFocusVisible()) {
                pen.outline(2, 2, Math.floor(getWidth()) - 4, Math.floor(getHeight()) - 4, 4, 2, color.get());
            }
        };
        focused.focusVisibleProperty().subscribe(visible -> redraw());
    }

    /** Asks for a new drawing at the next frame. */
    public void redraw() {
        stale = true;
        next.start();
    }

    /** What is drawn. */
    public Drawing drawing() {
        return drawing;
    }

    /** Draws at once. */
    public void paint() {
        double width = Math.floor(getWidth());
        double height = Math.floor(getHeight());
        if (width < 1 || height < 1) {
            return;
        }
        stale = false;
        if (canvas.getWidth() != width || canvas.getHeight() != height) {
            canvas.setWidth(width);
            canvas.setHeight(height);
        }
        canvas.getGraphicsContext2D().clearRect(0, 0, width, height);
        Pen pen = new CanvasPen(canvas.getGraphicsContext2D());
        drawing.draw(pen, width, height);
        ring.accept(pen);
    }

    @Override
    protected void layoutChildren() {
        if (Math.floor(getWidth()) != canvas.getWidth() || Math.floor(getHeight()) != canvas.getHeight()) {
            paint();
        }
    }
}
