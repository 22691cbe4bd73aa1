/** Annotation of texts: entropies and patches, piece by piece. */
@NullMarked
package blt4j.analysis;

import org.jspecify.annotations.NullMarked;
