package blt4j.cli.text;

import blt4j.cli.option.Group;
import blt4j.cli.option.Rare;
import blt4j.generation.SamplingOptions;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Option;

/** How the next byte is chosen. */
@Group("Choice of the next byte")
final class SamplingArguments {
    private static final int PENALTY_WINDOW = 64;

    @Option(names = "--greedy", description = "Always the likeliest byte; nothing is drawn.")
    private boolean greedy;

    @Option(
            names = {"-t", "--temperature"},
            paramLabel = "T",
            defaultValue = "0.7",
            description = "Below 1 safer, above 1 bolder. Default ${DEFAULT-VALUE}.")
    private double temperature;

    @Rare
    @Option(names = "--top-k", paramLabel = "K", defaultValue = "0", description = "Only the K likeliest; 0 for all.")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "Only the likeliest that have the probability P together.")
    private double topP;

    @Rare
    @Option(
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0",
            description = "Only those at least P times as likely as the likeliest.")
    private double minP;

    @Rare
    @Option(
            names = "--repetition-penalty",
            paramLabel = "F",
            defaultValue = "1",
            description = "Above 1, bytes among the last " + PENALTY_WINDOW + " become less likely.")
    private double repetitionPenalty;

    @Option(names = "--seed", paramLabel = "N", description = "The same seed writes the same text.")
    private Optional<Long> seed = Optional.empty();

    @Rare
    @Option(
            names = "--utf8",
            negatable = true,
            description = "Only valid UTF-8 (the default, except with --greedy); --no-utf8 allows any bytes.")
    private Optional<Boolean> utf8 = Optional.empty();

    /** The first of a run's seeds: the one given, or one by chance. */
    long firstSeed() {
        return seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000_000));
    }

    /** Whether nothing is drawn, so that all samples are the same. */
    boolean greedy() {
        return greedy;
    }

    /** How to draw with a seed. */
    SamplingOptions with(long chosen) {
        if (greedy) {
            return SamplingOptions.GREEDY.withUtf8Guard(utf8.orElse(false));
        }
        return SamplingOptions.PLAIN
                .withUtf8Guard(utf8.orElse(true))
                .withRepetitionPenalty(repetitionPenalty, PENALTY_WINDOW)
                .withTemperature(temperature)
                .withTopK(topK)
                .withTopP(topP)
                .withMinP(minP)
                .withSeed(chosen);
    }
}
