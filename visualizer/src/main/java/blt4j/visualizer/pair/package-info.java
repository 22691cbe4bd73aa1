/** Two models, or one that cuts in two ways, side by side on one text. */
@NullMarked
package blt4j.visualizer.pair;

import org.jspecify.annotations.NullMarked;
