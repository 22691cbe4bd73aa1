/** Pictures and tables of the current view. */
@NullMarked
package blt4j.visualizer.export;

import org.jspecify.annotations.NullMarked;
