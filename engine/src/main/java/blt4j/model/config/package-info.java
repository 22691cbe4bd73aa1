/**
 * The configuration of a model: which stages it has and their shapes, as its {@code config.json} or {@code params.json} says, and
 * what may be set where a checkpoint does not say it ({@link blt4j.model.config.CheckpointOptions}). Widths and sizes are counts
 * of numbers, windows counts of positions (0: none), and rotary embeddings are those of
 * {@link blt4j.stage.RotaryEmbedding}.
 */
@NullMarked
package blt4j.model.config;

import org.jspecify.annotations.NullMarked;
