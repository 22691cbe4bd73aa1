/**
 * Byte Latent Transformers on the JVM (Pagnoni et al. 2024, arXiv 2412.09871). Begin with {@link blt4j.text.TextModel}, which
 * reads a text, writes one on and tells what one costs; the packages below it are for those who want more:
 *
 * <ul>
 *   <li>{@link blt4j.model.Blt} opens a model folder;
 *   <li>{@link blt4j.generation.Session} holds a text that is appended to, cut back and patched otherwise, and tells entropies,
 *       patches and distributions; {@link blt4j.generation.Generator} writes it on;
 *   <li>{@link blt4j.analysis} says what came of it: annotations, costs, comparisons, predictions.
 * </ul>
 *
 * <p>What goes wrong because of what was given (a folder without a model, a text that does not fit) is told by
 * {@link blt4j.BltException} with a sentence for a person; mistakes in calling a method are {@link IllegalArgumentException}
 * or {@link IndexOutOfBoundsException}. Unless a type says otherwise it belongs to one thread at a time; records and options
 * are immutable and may be shared.
 */
@NullMarked
package blt4j;

import org.jspecify.annotations.NullMarked;
