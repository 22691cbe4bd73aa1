/**
 * Ways of cutting a text, held against each other, and noise that spoils it.
 *
 * <p>A {@link blt4j.analysis.compare.Segmenter} cuts a text: one of the engine's patching rules, the same at a given mean size,
 * or the tokens of a vocabulary from elsewhere. A {@link blt4j.analysis.compare.Comparison} cuts one text by several and says of
 * each how many pieces that makes, and what a byte costs if each piece is a step of the latent transformer.
 * {@link blt4j.analysis.compare.Noise} is what the paper's study of robustness does to texts (arXiv 2412.09871, section 6.1).
 *
 * <pre>{@code
 * List<Segmenter> ways = List.of(
 *         Segmenter.of("every 4 bytes", new PatcherConfig(new Static(4, true))),
 *         Segmenter.of("words", new PatcherConfig(new Space())));
 * for (Segmentation way : Comparison.of(text, ways, model.programs().all()).segmentations()) {
 *     System.out.println(way.name() + ": " + way.bytesPerPatch() + " bytes a patch, " + way.cost().total() + " FLOPs a byte");
 * }
 * }</pre>
 */
@NullMarked
package blt4j.analysis.compare;

import org.jspecify.annotations.NullMarked;
