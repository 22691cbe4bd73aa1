package blt4j.visualizer.draw;

import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.animation.AnimationTimer;
import javafx.scene.Node;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import javafx.scene.transform.Scale;

/**
 * A region that shows a drawing, and draws it anew at most once a frame, when it was asked to or changed its size; out of
 * the window it waits until it is back.
 */
public final class DrawingCanvas extends Pane {
    private final Canvas canvas = new Canvas();
    private final Drawing drawing;
    private Consumer<Pen> ring = pen -> {};
    private boolean stale = true;
    private double pixels = 1;
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
        if (!fits(width, height)) {
            canvas.setWidth(width * pixels);
            canvas.setHeight(height * pixels);
        }
        GraphicsContext context = canvas.getGraphicsContext2D();
        context.setTransform(pixels, 0, 0, pixels, 0, 0);
        context.clearRect(0, 0, width, height);
        Pen pen = new CanvasPen(context);
        drawing.draw(pen, width, height);
        ring.accept(pen);
    }

    private boolean fits(double width, double height) {
        return canvas.getWidth() == width * pixels && canvas.getHeight() == height * pixels;
    }

    /**
     * Draws with more pixels than it takes in the window, until it is told otherwise: a canvas is a picture already, which
     * would be blurred in a larger picture of the window.
     *
     * @param perPixel how many, across, for one of the window's
     */
    public void setPixels(double perPixel) {
        pixels = perPixel;
        canvas.getTransforms().setAll(new Scale(1 / pixels, 1 / pixels));
        paint();
    }

    @Override
    protected void layoutChildren() {
        if (!fits(Math.floor(getWidth()), Math.floor(getHeight()))) {
            paint();
        }
    }
}
