package blt4j.visualizer.control;

import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

/**
 * Nodes in a row, the last one at the right end; in as many rows as it takes where one is too narrow, as when everything
 * is large. Gaps are in ems of the font, so that they grow with it.
 */
public final class WrapRow extends Pane {
    private static final double EM = 13;
    private static final double LEAST_GAP = 0.4;

    private final double gap;
    private double scale = 1;

    /**
     * A row.
     *
     * @param gap between nodes, in ems
     */
    public WrapRow(double gap, Node... nodes) {
        this.gap = gap;
        getChildren().addAll(nodes);
        setMinWidth(0);
    }

    /** Changes how large everything is. */
    public void setScale(double newScale) {
        scale = newScale;
        requestLayout();
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefHeight(double width) {
        double room = width < 0 ? Double.MAX_VALUE : width;
        return arrange(room, false);
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefWidth(double height) {
        double sum = getInsets().getLeft() + getInsets().getRight();
        for (Node node : getManagedChildren()) {
            sum += width(node) + gap * EM * scale;
        }
        return sum;
    }

    @Override
    protected void layoutChildren() {
        arrange(getWidth(), true);
    }

    private static double width(Node node) {
        return Math.max(node.prefWidth(-1), node.minWidth(-1));
    }

    /** Lays the nodes out in rows, or only finds out how high they are together. */
    private double arrange(double width, boolean place) {
        Insets insets = getInsets();
        double space = space(width - insets.getLeft() - insets.getRight());
        double right = width - insets.getRight();
        double y = insets.getTop();
        int from = 0;
        while (from < getManagedChildren().size()) {
            int to = from;
            double x = insets.getLeft();
            double height = 0;
            while (to < getManagedChildren().size()) {
                Node node = getManagedChildren().get(to);
                double w = width(node);
                if (to > from && w > 0 && x + w > right + 0.5) {
                    break;
                }
                x += w + space;
                height = Math.max(height, node.prefHeight(w));
                to++;
            }
            if (place) {
                placeRow(from, to, y, height, right, space);
            }
            y += height + 0.4 * EM * scale;
            from = to;
        }
        return Math.max(0, y - 0.4 * EM * scale) + insets.getBottom();
    }

    /** The gap, a good deal smaller where that spares a row. */
    private double space(double room) {
        double full = gap * EM * scale;
        long gaps =
                getManagedChildren().stream().filter(node -> width(node) > 0).count() - 1;
        double taken = getManagedChildren().stream().mapToDouble(WrapRow::width).sum();
        boolean squeezed = gaps > 0 && taken + gaps * full > room && taken + gaps * LEAST_GAP * full <= room;
        return squeezed ? Math.floor((room - taken) / gaps) : full;
    }

    private void placeRow(int from, int to, double y, double height, double right, double space) {
        double x = getInsets().getLeft();
        for (int i = from; i < to; i++) {
            Node node = getManagedChildren().get(i);
            double w = Math.min(width(node), Math.max(1, right - x));
            double h = node.prefHeight(w);
            boolean last = node.equals(getChildren().getLast()) && from == 0 && i > from;
            node.resizeRelocate(
                    snapPositionX(last ? right - w : x),
                    snapPositionY(y + (height - h) / 2),
                    snapSizeX(w),
                    snapSizeY(h));
            x += w + space;
        }
    }
}
