package blt4j.generation;

import blt4j.BltException;
import org.apiguardian.api.API;

/**
 * How the next byte is drawn. The steps are taken in the order of the parameters here: guard, repetition penalty,
 * temperature, top-k, top-p, min-p.
 *
 * @param utf8Guard whether only bytes are admitted that can continue valid UTF-8, and the EOS only between characters
 * @param everyId whether the ids that are neither byte nor EOS (BOE, BOS, BPE delimiter) may be drawn too, as the
 *     reference's search has it; trained models hardly ever want them. A guard rules them out all the same
 * @param repetitionPenalty logits of ids that occurred lately are divided by it if positive and multiplied otherwise
 *     (Keskar et al. 2019, arXiv 1909.05858, section 4.1); 1 for none, at least 1
 * @param repetitionWindow how many of the latest ids the penalty looks at, 0 or more
 * @param temperature logits are divided by it; 0 takes the likeliest id, of equals the lowest
 * @param topK at most so many of the likeliest ids, of equals the lowest; 0 for all
 * @param topP the fewest of the likeliest ids whose probabilities sum to at least this; 1 for all
 * @param minP only ids at least so likely in relation to the likeliest; 0 for all
 * @param seed where the random numbers begin: the same seed draws the same bytes from the same distributions
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record SamplingOptions(
        boolean utf8Guard,
        boolean everyId,
        double repetitionPenalty,
        int repetitionWindow,
        double temperature,
        int topK,
        double topP,
        double minP,
        long seed) {
    /** The likeliest id of all, always: argmax. */
    public static final SamplingOptions GREEDY = new SamplingOptions(false, true, 1, 0, 0, 0, 1, 0, 0);

    /** From the model's own distribution over bytes and EOS, under the UTF-8 guard. */
    public static final SamplingOptions PLAIN = new SamplingOptions(true, false, 1, 64, 1, 0, 1, 0, 0);

    /**
     * Checks the ranges.
     *
     * @throws BltException if a number is out of its range
     */
    public SamplingOptions {
        require(
                temperature >= 0 && temperature <= 100,
                "temperature",
                temperature,
                "from 0 (the likeliest byte) to 100");
        require(topK >= 0, "top-k", topK, "0 (all) or more");
        require(topP > 0 && topP <= 1, "top-p", topP, "over 0 and at most 1 (all)");
        require(minP >= 0 && minP <= 1, "min-p", minP, "from 0 (all) to 1");
        require(
                repetitionPenalty >= 1 && repetitionPenalty <= 100,
                "repetition penalty",
                repetitionPenalty,
                "from 1 (none) to 100");
        require(repetitionWindow >= 0, "repetition window", repetitionWindow, "0 or more ids");
    }

    private static void require(boolean holds, String name, Number value, String range) {
        if (!holds) {
            throw new BltException("The " + name + " is " + value + "; it must be " + range + ".");
        }
    }

    /** {@return whether the likeliest id is taken and nothing is left to chance} */
    public boolean greedy() {
        return temperature == 0;
    }

    /**
     * {@return the same with or without the guard}
     *
     * @param guard whether only ids are drawn that keep the text valid UTF-8
     */
    public SamplingOptions withUtf8Guard(boolean guard) {
        return new SamplingOptions(
                guard, everyId, repetitionPenalty, repetitionWindow, temperature, topK, topP, minP, seed);
    }

    /**
     * {@return the same with or without the ids that are neither byte nor EOS}
     *
     * @param every whether they may be drawn
     */
    public SamplingOptions withEveryId(boolean every) {
        return new SamplingOptions(
                utf8Guard, every, repetitionPenalty, repetitionWindow, temperature, topK, topP, minP, seed);
    }

    /**
     * {@return the same with a penalty on ids among the latest {@code window}}
     *
     * @param penalty at least 1, which is none
     * @param window in ids, at least 0
     */
    public SamplingOptions withRepetitionPenalty(double penalty, int window) {
        return new SamplingOptions(utf8Guard, everyId, penalty, window, temperature, topK, topP, minP, seed);
    }

    /**
     * {@return the same at another temperature}
     *
     * @param newTemperature at least 0, where the likeliest is taken
     */
    public SamplingOptions withTemperature(double newTemperature) {
        return new SamplingOptions(
                utf8Guard, everyId, repetitionPenalty, repetitionWindow, newTemperature, topK, topP, minP, seed);
    }

    /**
     * {@return the same with at most {@code k} candidates}
     *
     * @param k at least 0, which is no limit
     */
    public SamplingOptions withTopK(int k) {
        return new SamplingOptions(
                utf8Guard, everyId, repetitionPenalty, repetitionWindow, temperature, k, topP, minP, seed);
    }

    /**
     * {@return the same with candidates of a joint probability}
     *
     * @param p above 0, at most 1, which is no limit
     */
    public SamplingOptions withTopP(double p) {
        return new SamplingOptions(
                utf8Guard, everyId, repetitionPenalty, repetitionWindow, temperature, topK, p, minP, seed);
    }

    /**
     * {@return the same with candidates of a least relative probability}
     *
     * @param p from 0, which is no limit, to 1: relative to the likeliest
     */
    public SamplingOptions withMinP(double p) {
        return new SamplingOptions(
                utf8Guard, everyId, repetitionPenalty, repetitionWindow, temperature, topK, topP, p, seed);
    }

    /**
     * {@return the same from another seed}
     *
     * @param newSeed any; equal seeds draw equal bytes
     */
    public SamplingOptions withSeed(long newSeed) {
        return new SamplingOptions(
                utf8Guard, everyId, repetitionPenalty, repetitionWindow, temperature, topK, topP, minP, newSeed);
    }
}
