package blt4j.visualizer.xray;

import blt4j.stage.Stage;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Xrayed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import javafx.scene.paint.Color;

/**
 * The X-ray of a byte: the text, and below it stage by stage what the model makes of the byte, down to what it would write
 * next. All stages stand under the same bytes. Where there is no room for all pictures, some are told in a line.
 *
 * @param seen what was seen
 * @param reading the text
 * @param place where somebody is
 * @param interactive whether somebody can go elsewhere
 * @param messages words
 * @param palette colours
 * @param scale how much larger than by default
 * @param spots receives what places say
 */
public record XrayDrawing(
        Xrayed seen,
        TextReading reading,
        XrayPlace place,
        boolean interactive,
        Messages messages,
        Palette palette,
        double scale,
        Spots spots)
        implements Drawing {
    /** The least room, in pixels at 100 %, in which everything can be drawn. */
    public static final double LEAST_WIDTH = 1000;

    /** The height that goes with it. */
    public static final double ROOMY_HEIGHT = 690;

    private static final double MARGIN = 20;
    private static final double TOP = 34;
    private static final double COLUMN = 20;
    private static final double HEADER = 24;
    private static final double BETWEEN = 6;
    private static final double HINT = 20;
    private static final double FADED = 0.55;

    private double s(double pixels) {
        return pixels * scale;
    }

    private List<Lane> lanes() {
        return List.of(
                new NgramLane(seen),
                new HiddenLane(seen),
                new PatchLane(seen, place.head()),
                new LatentLane(seen, place.layer(), place.head()),
                new DecoderLane(seen));
    }

    private Axis axis(double width) {
        return Axis.of(s(MARGIN), width - s(MARGIN), s(COLUMN), seen);
    }

    /** The byte at a place in the strip. */
    public OptionalInt byteAt(double x, double y, double width) {
        Axis axis = axis(width);
        int index = axis.byteAt(x);
        boolean inside = y >= s(TOP)
                && y < s(TOP + StripLane.HEIGHT)
                && index >= axis.first()
                && index < axis.end(reading.read());
        return inside ? OptionalInt.of(index) : OptionalInt.empty();
    }

    /** How many layers the latent transformer has. */
    public int layers() {
        return seen.read().latent().size();
    }

    /** How many heads there are at most. */
    public int heads() {
        return seen.read().latent().getFirst().attention().heads();
    }

    /** The layer that is drawn. */
    public int layer() {
        return new LatentLane(seen, place.layer(), place.head()).layer();
    }

    @Override
    public void draw(Pen pen, double width, double height) {
        Brush brush = new Brush(pen, palette, messages, scale, 0, spots);
        Axis axis = axis(width);
        brush.text(title(), s(MARGIN), s(22), Typeface.STRONG, 15, Align.LEFT, palette.ink());
        new StripLane(reading).draw(brush, axis, s(TOP), s(StripLane.HEIGHT));
        double top = s(TOP + StripLane.HEIGHT + BETWEEN);
        double bottom = height - (interactive ? s(HINT + 4) : s(8));
        Map<Integer, Double> heights = heights(bottom - top);
        thread(brush, axis, top, heights);
        upwards(brush, axis, top, heights);
        double y = top;
        for (Lane lane : lanes()) {
            boolean away = place.step() > 0 && lane.step() != place.step();
            Brush own = away ? brush.faded(FADED) : brush;
            header(own, lane, axis, y);
            y += s(HEADER);
            Optional<Double> room = Optional.ofNullable(heights.get(lane.step()));
            if (room.isPresent()) {
                lane.draw(own, axis, y, room.get(), place.grownOf(lane.step()));
                y += room.get();
            }
            y += s(BETWEEN);
        }
        if (interactive) {
            brush.text(
                    brush.fitting(messages.get("xray.hint"), Typeface.TEXT, 13, width - s(2 * MARGIN)),
                    s(MARGIN),
                    height - s(10),
                    Typeface.TEXT,
                    13,
                    Align.LEFT,
                    palette.secondary());
        }
    }

    private String title() {
        String title = messages.get(
                "xray.title", seen.index(), "“" + ByteLabel.id(seen.xray().id()) + "”");
        return seen.from() == 0 ? title : title + messages.get("xray.from", seen.from());
    }

    /** The byte's way down as long as it is a byte: to its patch. */
    private void thread(Brush brush, Axis axis, double top, Map<Integer, Double> heights) {
        double down = top;
        for (int step = 1; step <= PatchLane.STEP; step++) {
            down += s(HEADER + BETWEEN) + heights.getOrDefault(step, 0.0);
        }
        double from = s(TOP + StripLane.HEIGHT + 4);
        Color color = palette.accent().deriveColor(0, 1, 1, 0.1);
        brush.pen().fill(axis.x(seen.index()), from, axis.column(), down - s(BETWEEN) - from, color);
    }

    /** From the patch's queries to its place among the patches, where both can be seen and it is the one that is read. */
    private void upwards(Brush brush, Axis axis, double top, Map<Integer, Double> heights) {
        int latent = PatchLane.STEP + 1;
        if (!seen.readsOwn() || !heights.containsKey(PatchLane.STEP) || !heights.containsKey(latent)) {
            return;
        }
        double from = top;
        for (int step = 1; step <= PatchLane.STEP; step++) {
            from += s(HEADER) + heights.getOrDefault(step, 0.0) + (step > 1 ? s(BETWEEN) : 0);
        }
        double lower = from + s(BETWEEN + HEADER) + heights.getOrDefault(latent, 0.0);
        double to = new LatentLane(seen, place.layer(), place.head()).middle(brush, axis);
        double x = PatchLane.middle(axis, seen, seen.own());
        Brush drawn = place.step() > 0 && place.step() != PatchLane.STEP && place.step() != latent
                ? brush.faded(FADED)
                : brush;
        Color color = palette.stage(Stage.LATENT_TRANSFORMER).deriveColor(0, 1, 1, 0.55);
        drawn.link(x, from, to, LatentLane.pillTop(brush, lower), 1, s(2), color);
    }

    private void header(Brush b, Lane lane, Axis axis, double top) {
        double middle = top + s(HEADER) / 2;
        double size = s(19);
        double x = axis.left();
        b.pen().fillRound(x, middle - size / 2, size, size, s(5), b.color(lane.color(b)));
        Color ink = Palette.contrast(Color.WHITE, lane.color(b)) > 4 ? Color.WHITE : Color.web("#1b2129");
        b.text(String.valueOf(lane.step()), x + size / 2, middle + s(4.7), Typeface.STRONG, 13, Align.CENTER, ink);
        String title = lane.title(b);
        b.text(title, x + size + s(9), middle + s(5), Typeface.STRONG, 14, Align.LEFT, palette.ink());
        double at = x + size + s(9 + 14) + b.width(title, Typeface.STRONG, 14);
        boolean whole = b.width(lane.summary(b), Typeface.TEXT, 13) <= axis.right() - at;
        String words = whole ? lane.summary(b) : lane.brief(b);
        String summary = b.fitting(words, Typeface.TEXT, 13, axis.right() - at);
        if (lane.step() > PatchLane.STEP) {
            // What leads up to it passes behind the words.
            double covered = at + b.width(summary, Typeface.TEXT, 13) - x;
            b.pen().fill(x + size, top + s(2), covered - size + s(4), s(HEADER - 4), palette.surface());
            b.text(title, x + size + s(9), middle + s(5), Typeface.STRONG, 14, Align.LEFT, palette.ink());
        }
        b.text(summary, at, middle + s(5), Typeface.TEXT, 13, Align.LEFT, palette.secondary());
    }

    /** Room for the picture of each step that has one: the one that is looked at, then the dearest, as many as fit. */
    private Map<Integer, Double> heights(double room) {
        List<Lane> lanes = lanes();
        double free = room - lanes.size() * s(HEADER + BETWEEN);
        List<Lane> dear = new ArrayList<>(lanes);
        dear.sort(Comparator.comparingInt(l -> l.step() == place.step() ? -1 : l.rank()));
        Set<Lane> drawn = new HashSet<>();
        for (Lane lane : dear) {
            if (s(lane.height()) <= free || drawn.isEmpty()) {
                drawn.add(lane);
                free -= Math.min(free, s(lane.height()));
            }
        }
        double able = drawn.stream().mapToDouble(l -> s(l.most() - l.height())).sum();
        double share = able <= 0 ? 0 : Math.clamp(free / able, 0, 1);
        double most = room - lanes.size() * s(HEADER + BETWEEN);
        Map<Integer, Double> heights = new TreeMap<>();
        drawn.forEach(l -> heights.put(l.step(), Math.min(most, s(l.height()) + share * s(l.most() - l.height()))));
        return heights;
    }
}
