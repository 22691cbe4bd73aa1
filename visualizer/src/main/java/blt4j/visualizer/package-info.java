/** The visualizer: a desktop window that shows a text as a Byte Latent Transformer reads it. */
@NullMarked
package blt4j.visualizer;

import org.jspecify.annotations.NullMarked;
