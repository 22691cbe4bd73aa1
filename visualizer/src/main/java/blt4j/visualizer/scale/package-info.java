/** The scale view: patch size against model size at one price. */
@NullMarked
package blt4j.visualizer.scale;

import org.jspecify.annotations.NullMarked;
