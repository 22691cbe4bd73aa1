package blt4j.visualizer.xray;

import javafx.scene.paint.Color;

/** A stage of the X-ray: a line of words, and below it, where there is room, what it tells of. */
interface Lane {
    /** Its number among the steps, from 1. */
    int step();

    /** The colour of the stage that it belongs to. */
    Color color(Brush brush);

    /** What it is called. */
    String title(Brush brush);

    /** What its numbers say, in a line. */
    String summary(Brush brush);

    /** The same in fewer words, for a narrow window. */
    default String brief(Brush brush) {
        return summary(brush);
    }

    /** The least height of its picture, in pixels at 100 %. */
    double height();

    /** The height up to which it becomes better. */
    double most();

    /** How dear its picture is where not all fit; the dearest is drawn first. */
    int rank();

    /**
     * Draws its picture.
     *
     * @param axis where bytes stand
     * @param top its upper edge
     * @param height its height in pixels
     * @param progress how much of it is drawn, 0 to 1
     */
    void draw(Brush brush, Axis axis, double top, double height, double progress);
}
