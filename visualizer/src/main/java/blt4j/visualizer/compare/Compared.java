package blt4j.visualizer.compare;

import blt4j.analysis.Comparison;
import blt4j.analysis.Comparison.Segmentation;
import blt4j.visualizer.state.ByteText;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A text as all ways cut it.
 *
 * @param text what was cut, spoilt or not
 * @param shortened whether it is only the beginning of the text in the window
 * @param comparison how it was cut
 * @param held how much of each segmentation is as it was before the text was spoilt, 0 to 1; empty if it was not
 */
record Compared(ByteText text, boolean shortened, Comparison comparison, List<Double> held) {
    static final Compared NONE = new Compared(ByteText.EMPTY, false, new Comparison(List.of()), List.of());

    Compared {
        held = List.copyOf(held);
    }

    /** A text that was not spoilt. */
    static Compared clean(ByteText text, boolean shortened, Comparison comparison) {
        return new Compared(text, shortened, comparison, List.of());
    }

    /** The same text spoilt, held against this one. */
    Compared spoilt(ByteText spoiltText, Comparison spoiltComparison) {
        List<Segmentation> before = comparison.segmentations();
        List<Segmentation> after = spoiltComparison.segmentations();
        List<Double> likeness = IntStream.range(0, before.size())
                .mapToObj(i -> Comparison.likeness(
                        before.get(i).patches(), after.get(i).patches()))
                .toList();
        return new Compared(spoiltText, shortened, spoiltComparison, likeness);
    }

    List<Segmentation> segmentations() {
        return comparison.segmentations();
    }
}
