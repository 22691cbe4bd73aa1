/** The window as a whole: what it opens with and what stands behind it. */
@NullMarked
package blt4j.visualizer.window;

import org.jspecify.annotations.NullMarked;
