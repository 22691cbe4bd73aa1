/** The patch view: a text through the model's eyes. */
@NullMarked
package blt4j.visualizer.patch;

import org.jspecify.annotations.NullMarked;
