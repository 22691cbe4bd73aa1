package blt4j.model.checkpoint;

import blt4j.stage.RotaryEmbedding;
import blt4j.stage.RotaryEmbedding.Dynamic;
import blt4j.stage.RotaryEmbedding.Linear;
import blt4j.stage.RotaryEmbedding.Llama3;
import blt4j.stage.RotaryEmbedding.Plain;
import blt4j.stage.RotaryEmbedding.Yarn;
import java.util.OptionalDouble;

/**
 * Reads how rotary position embedding turns, with the defaults of transformers, which once wrote {@code rope_theta} and
 * {@code rope_scaling}, and writes {@code rope_parameters} since version 5.
 *
 * @param part the configuration of a stack of blocks
 * @param theta the base where the configuration has none
 * @param maxPositions the {@code max_position_embeddings} where the configuration has none
 */
record RopeSettings(ConfigFields part, double theta, int maxPositions) {
    /** Reads it. */
    RotaryEmbedding read() {
        String key = part.has("rope_scaling") ? "rope_scaling" : "rope_parameters";
        ConfigFields rope = part.objectOrEmpty(key);
        if (rope.number("partial_rotary_factor", 1) != 1) {
            throw rope.wrong("partial_rotary_factor", "1: heads are turned as a whole");
        }
        double base = rope.has("rope_theta")
                ? rope.positive("rope_theta", theta)
                : part.objectOrEmpty("rope_parameters").positive("rope_theta", part.positive("rope_theta", theta));
        String type = rope.text("rope_type").or(() -> rope.text("type")).orElse("default");
        return switch (type) {
            case "default" -> new Plain(base);
            case "linear" -> new Linear(base, factor(rope));
            case "dynamic" -> new Dynamic(base, factor(rope), positions());
            case "yarn" -> yarn(rope, base);
            case "llama3" -> llama3(rope, base);
            default -> throw part.wrong(key, "of one of the types default, linear, dynamic, yarn and llama3");
        };
    }

    private static double factor(ConfigFields rope) {
        if (!rope.has("factor")) {
            throw rope.wrong("factor", "a number above 0");
        }
        return rope.positive("factor", 1);
    }

    private int positions() {
        return part.count("max_position_embeddings", maxPositions);
    }

    private int originalPositions(ConfigFields rope) {
        return part.findCount("original_max_position_embeddings")
                .orElseGet(() -> rope.count("original_max_position_embeddings", positions()));
    }

    private Yarn yarn(ConfigFields rope, double base) {
        int original = originalPositions(rope);
        double factor = rope.positive("factor", (double) positions() / original);
        OptionalDouble given = rope.findNumber("attention_factor");
        double weight = rope.number("mscale", 0);
        double weightAll = rope.number("mscale_all_dim", 0);
        double recommended = weight != 0 && weightAll != 0
                ? Yarn.scaleOf(factor, weight) / Yarn.scaleOf(factor, weightAll)
                : Yarn.scaleOf(factor, 1);
        return new Yarn(
                base,
                factor,
                (float) given.orElse(recommended),
                original,
                orDefault(rope.number("beta_fast", 0), 32),
                orDefault(rope.number("beta_slow", 0), 1),
                rope.flag("truncate", true));
    }

    /** Transformers takes 0 for nothing said. */
    private static double orDefault(double value, double fallback) {
        return value == 0 ? fallback : value;
    }

    private Llama3 llama3(ConfigFields rope, double base) {
        double low = rope.positive("low_freq_factor", 1);
        double high = rope.positive("high_freq_factor", 4);
        if (high <= low) {
            throw rope.wrong("high_freq_factor", "above low_freq_factor, " + low);
        }
        return new Llama3(base, factor(rope), low, high, originalPositions(rope));
    }
}
