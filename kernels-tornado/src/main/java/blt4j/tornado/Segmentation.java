package blt4j.tornado;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Cuts programs into segments such that a graph that was compiled for one serves many: what a program repeats (its
 * layers) is a segment each time, and so is what another program repeats.
 *
 * @param <T> what programs consist of
 */
final class Segmentation<T> {
    /** What repeating must save at least, in kernels that need not be compiled, to be worth another execution. */
    private static final int WORTH = 4;

    private final Function<T, String> kind;
    private final Set<List<String>> blocks = new LinkedHashSet<>();

    /**
     * Cuts programs.
     *
     * @param kind what of an item is the same where a graph can serve both
     */
    Segmentation(Function<T, String> kind) {
        this.kind = kind;
    }

    /** The segments of every program, in order. */
    List<List<List<T>>> cut(List<List<T>> programs) {
        programs.forEach(this::segments); // finds what repeats anywhere
        return programs.stream().map(this::segments).toList();
    }

    private List<List<T>> segments(List<T> program) {
        List<String> kinds = program.stream().map(kind).toList();
        List<List<T>> segments = new ArrayList<>();
        int loose = 0;
        for (int i = 0; i < kinds.size(); ) {
            int length = blockAt(kinds, i);
            if (length == 0) {
                i++;
                continue;
            }
            if (loose < i) {
                segments.add(program.subList(loose, i));
            }
            segments.add(program.subList(i, i + length));
            i += length;
            loose = i;
        }
        if (loose < program.size()) {
            segments.add(program.subList(loose, program.size()));
        }
        return segments;
    }

    /** The length of the block that begins here; 0 if none does. */
    private int blockAt(List<String> kinds, int at) {
        int known = knownAt(kinds, at);
        int period = periodAt(kinds, at);
        if (period == 0 || known >= period) {
            return known;
        }
        for (int shift = 1; shift < period && at + shift + period <= kinds.size(); shift++) {
            if (blocks.contains(kinds.subList(at + shift, at + shift + period))) {
                return 0; // the same layer, begun a little later, is a block elsewhere
            }
        }
        blocks.add(List.copyOf(kinds.subList(at, at + period)));
        return period;
    }

    private int knownAt(List<String> kinds, int at) {
        return blocks.stream()
                .mapToInt(List::size)
                .filter(size -> at + size <= kinds.size() && blocks.contains(kinds.subList(at, at + size)))
                .max()
                .orElse(0);
    }

    /** The length that repeats from here on and saves the most; 0 if nothing that is worth it does. */
    private static int periodAt(List<String> kinds, int at) {
        int best = 0;
        int saved = WORTH - 1;
        for (int period = 1; at + 2 * period <= kinds.size(); period++) {
            List<String> block = kinds.subList(at, at + period);
            int repeats = 1;
            while (at + (repeats + 1) * period <= kinds.size()
                    && kinds.subList(at + repeats * period, at + (repeats + 1) * period)
                            .equals(block)) {
                repeats++;
            }
            if (period * (repeats - 1) > saved) {
                saved = period * (repeats - 1);
                best = period;
            }
        }
        return best;
    }
}
