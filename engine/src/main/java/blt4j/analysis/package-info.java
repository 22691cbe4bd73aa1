/**
 * Annotation of texts: for each piece the entropy of each byte in nats and the lengths of its patches in bytes, and what that
 * adds up to over a corpus.
 *
 * <pre>{@code
 * try (Blt model = Blt.open(folder);
 *         Annotator annotator = new Annotator(model, model.config().patching(), 4096)) {
 *     Annotation piece = annotator.annotate(new byte[0], text, ReadProgress.NONE);
 *     System.out.println(piece.patchLengths().length + " patches");
 * }
 * }</pre>
 *
 * <p>A piece may come with context: bytes before it that are read and not annotated.
 */
@NullMarked
package blt4j.analysis;

import org.jspecify.annotations.NullMarked;
