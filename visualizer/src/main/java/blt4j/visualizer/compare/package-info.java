/** The compare view: one text, cut in many ways. */
@NullMarked
package blt4j.visualizer.compare;

import org.jspecify.annotations.NullMarked;
