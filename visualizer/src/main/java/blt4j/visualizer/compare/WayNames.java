package blt4j.visualizer.compare;

import blt4j.visualizer.engine.Ways;
import blt4j.visualizer.i18n.Messages;

/** What the ways are called in the window. */
final class WayNames {
    private WayNames() {}

    /** The name of a way of {@link Ways}. */
    static String of(String way, Messages messages) {
        int dash = way.indexOf('-');
        if (dash < 0) {
            return messages.get("compare.way." + way);
        }
        double size = Double.parseDouble(way.substring(dash + 1));
        String figure = messages.number(size, size == Math.rint(size) ? 0 : 1);
        return messages.get("compare.way." + way.substring(0, dash), figure);
    }
}
