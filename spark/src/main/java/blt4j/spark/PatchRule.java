package blt4j.spark;

import blt4j.BltException;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Mode;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * By which rule patches begin, as a query says it.
 *
 * @param name {@code entropy}, {@code monotonic}, {@code both}, {@code static}, {@code space}, {@code byte}; empty for the
 *     model's own
 * @param numbers what the rule takes: a threshold in nats (for {@code both} the least rise too), or a size in bytes
 */
record PatchRule(String name, List<Double> numbers) implements Serializable {
    /** As the model was trained. */
    static final PatchRule OF_MODEL = new PatchRule("", List.of());

    /** Checks that the rule exists and has its numbers. */
    PatchRule {
        name = name.toLowerCase(Locale.ROOT);
        numbers = List.copyOf(numbers);
        boolean fits = switch (name) {
            case "", "space", "byte" -> numbers.isEmpty();
            case "entropy", "monotonic", "both" -> numbers.size() <= (name.equals("both") ? 2 : 1);
            case "static" -> numbers.size() == 1;
            default ->
                throw new BltException("There is no rule '" + name + "' here; there is entropy, monotonic, both,"
                        + " static, space and byte.");
        };
        if (!fits) {
            throw new BltException("The rule '" + name + "' does not go with the numbers " + numbers
                    + ": entropy and monotonic take a threshold, both a threshold and a rise, static a size.");
        }
    }

    /** The patching that follows, given the model's own. */
    PatcherConfig over(PatcherConfig base) {
        return name.isEmpty() ? base : base.withMode(mode(base.mode()));
    }

    private Mode mode(Mode base) {
        return switch (name) {
            case "entropy" -> new Threshold(numbers.isEmpty() ? threshold(base) : numbers.getFirst());
            case "monotonic" -> new Monotonic(numbers.isEmpty() ? rise(base) : numbers.getFirst());
            case "both" ->
                new ThresholdAndRise(
                        numbers.isEmpty() ? threshold(base) : numbers.getFirst(),
                        numbers.size() < 2 ? rise(base) : numbers.get(1));
            case "static" -> new Static(size(), true);
            case "space" -> new Space();
            default -> new EveryByte();
        };
    }

    private int size() {
        double size = numbers.getFirst();
        if (size != Math.rint(size) || Math.abs(size) > Integer.MAX_VALUE) {
            throw new BltException("The rule 'static' needs a whole number of bytes, not " + size + ".");
        }
        return (int) size;
    }

    private double threshold(Mode base) {
        return switch (base) {
            case Threshold(double t) -> t;
            case ThresholdAndRise(double t, double r) -> t;
            default -> throw missing("threshold");
        };
    }

    private double rise(Mode base) {
        return switch (base) {
            case Monotonic(double t) -> t;
            case ThresholdAndRise(double t, double r) -> r;
            default -> throw missing("rise");
        };
    }

    private BltException missing(String what) {
        return new BltException(
                "The rule '" + name + "' needs a " + what + " in nats here: the model has none of its own.");
    }
}
