package blt4j.visualizer.engine;

import blt4j.analysis.predict.TopPredictions;

/**
 * A byte that was drawn.
 *
 * @param model what the model thought, before temperature, top-p and top-k; with the byte that came
 * @param sampled what it was drawn from
 */
public record Drawn(TopPredictions model, TopPredictions sampled) {}
