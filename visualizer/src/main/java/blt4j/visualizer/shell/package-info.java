/** The window around the views. */
@NullMarked
package blt4j.visualizer.shell;

import org.jspecify.annotations.NullMarked;
