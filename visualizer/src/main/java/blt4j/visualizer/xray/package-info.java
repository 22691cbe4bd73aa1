/** The X-ray of a byte: what goes on inside the model, drawn. */
@NullMarked
package blt4j.visualizer.xray;

import org.jspecify.annotations.NullMarked;
