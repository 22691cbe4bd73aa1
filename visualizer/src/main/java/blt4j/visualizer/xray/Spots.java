package blt4j.visualizer.xray;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Places of a drawing that have something to say to who points there; later ones lie upon earlier ones. */
public final class Spots {
    /**
     * A place.
     *
     * @param lines what it says
     */
    public record Spot(double x, double y, double width, double height, List<String> lines) {
        /** Copies the lines. */
        public Spot {
            lines = List.copyOf(lines);
        }

        boolean holds(double px, double py) {
            return px >= x && px < x + width && py >= y && py < y + height;
        }
    }

    private final List<Spot> all = new ArrayList<>();

    void add(double x, double y, double width, double height, List<String> lines) {
        all.add(new Spot(x, y, width, height, lines));
    }

    /** The topmost place at a point. */
    public Optional<Spot> at(double x, double y) {
        return all.reversed().stream().filter(s -> s.holds(x, y)).findFirst();
    }

    /** All of them. */
    public List<Spot> all() {
        return List.copyOf(all);
    }
}
