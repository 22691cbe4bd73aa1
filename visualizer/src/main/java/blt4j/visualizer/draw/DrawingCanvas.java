package blt4j.visualizer.draw;

import javafx.animation.AnimationTimer;
import javafx.scene.canvas.Canvas;
import javafx.scene.layout.Pane;

/** A region that shows a drawing, and draws it anew at most once a frame, when it was asked to or changed its size. */
public final class DrawingCanvas extends Pane {
    private final Canvas canvas = new Canvas();
    private final Drawing drawing;
    private final AnimationTimer next = new AnimationTimer() {
        @Override
        public void handle(long now) {
            stop();
            paint();
        }
    };

    /** A canvas for a drawing. */
    public DrawingCanvas(Drawing drawing) {
        this.drawing = drawing;
        canvas.setManaged(false);
        getChildren().add(canvas);
        setMinSize(0, 0);
    }

    /** Asks for a new drawing at the next frame. */
    public void redraw() {
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
        if (canvas.getWidth() != width || canvas.getHeight() != height) {
            canvas.setWidth(width);
            canvas.setHeight(height);
        }
        canvas.getGraphicsContext2D().clearRect(0, 0, width, height);
        drawing.draw(new CanvasPen(canvas.getGraphicsContext2D()), width, height);
    }

    @Override
    protected void layoutChildren() {
        if (Math.floor(getWidth()) != canvas.getWidth() || Math.floor(getHeight()) != canvas.getHeight()) {
            paint();
        }
    }
}
