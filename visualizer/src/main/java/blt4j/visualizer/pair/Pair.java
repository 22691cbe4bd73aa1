package blt4j.visualizer.pair;

import blt4j.visualizer.state.ByteText;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two models on one text.
 *
 * @param first the one that is open in the window
 * @param second the other
 */
record Pair(Side first, Side second) {
    ByteText text() {
        return first.text();
    }

    /** By how many bits a byte was dearer for the second; negative where it was cheaper. */
    double difference(int index) {
        return second.bits(index) - first.bits(index);
    }

    /** The bytes over whose cost the two disagree most, the worst first. */
    List<Integer> disagreements(int count) {
        return IntStream.range(0, text().length())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -Math.abs(difference(i))))
                .limit(count)
                .toList();
    }
}
