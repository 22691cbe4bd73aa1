package blt4j.visualizer.draw;

/** Something that can be drawn at a size. */
@FunctionalInterface
public interface Drawing {
    /** Draws itself into the rectangle from (0, 0) to (width, height). */
    void draw(Pen pen, double width, double height);
}
