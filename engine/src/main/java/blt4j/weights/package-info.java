/** Checkpoints on disk, memory-mapped, as named tensors. */
@NullMarked
package blt4j.weights;

import org.jspecify.annotations.NullMarked;
