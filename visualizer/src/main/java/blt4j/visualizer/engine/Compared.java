package blt4j.visualizer.engine;

import blt4j.analysis.compare.Comparison;
import blt4j.analysis.compare.Comparison.Segmentation;
import blt4j.patching.BytePatches;
import blt4j.visualizer.state.ByteText;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A text as all ways cut it.
 *
 * @param text what was cut, spoilt or not
 * @param whole how long the text in the window is, of which this may be the beginning alone
 * @param comparison how it was cut
 * @param tokens for each real vocabulary, by its name, the numbers of the text's tokens
 * @param held how much of each segmentation is as it was before the text was spoilt, 0 to 1; empty if it was not
 */
public record Compared(ByteText text, int whole, Comparison comparison, Map<String, int[]> tokens, List<Double> held) {
    public static final Compared NONE = new Compared(ByteText.EMPTY, 0, new Comparison(List.of()), Map.of(), List.of());

    public Compared {
        tokens = Map.copyOf(tokens);
        held = List.copyOf(held);
    }

    /** A text that was not spoilt. */
    static Compared clean(ByteText text, int whole, Comparison comparison, Map<String, int[]> tokens) {
        return new Compared(text, whole, comparison, tokens, List.of());
    }

    /** The same text spoilt, held against this one. */
    Compared spoilt(ByteText spoiltText, Comparison spoiltComparison, Map<String, int[]> spoiltTokens) {
        List<Segmentation> before = comparison.segmentations();
        List<Segmentation> after = spoiltComparison.segmentations();
        List<Double> likeness = IntStream.range(0, before.size())
                .mapToObj(i -> Comparison.likeness(
                        before.get(i).patches(), after.get(i).patches()))
                .toList();
        return new Compared(spoiltText, whole, spoiltComparison, spoiltTokens, likeness);
    }

    /**
     * The piece of a segmentation that a byte lies in.
     *
     * @param begin its first byte
     * @param end one past its last byte
     * @param number which of the pieces, from 1
     * @param token its number in the vocabulary, if the pieces are tokens of one
     */
    public record Piece(int begin, int end, int number, OptionalInt token) {}

    /** The piece that a byte lies in. */
    public Piece piece(Segmentation segmentation, int index) {
        BytePatches patches = segmentation.patches().inBytes();
        int patch = patches.of(index);
        int number = patches.number(patch);
        int[] ids = tokens.getOrDefault(segmentation.name(), new int[0]);
        return new Piece(
                patches.begin(patch),
                patches.end(patch),
                number,
                number <= ids.length ? OptionalInt.of(ids[number - 1]) : OptionalInt.empty());
    }

    public List<Segmentation> segmentations() {
        return comparison.segmentations();
    }
}
