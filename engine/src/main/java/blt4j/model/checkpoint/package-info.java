/** Checkpoints: the published layouts read into configurations and tensors, and written. */
@NullMarked
package blt4j.model.checkpoint;

import org.jspecify.annotations.NullMarked;
