/** What a page of the window is. */
@NullMarked
package blt4j.visualizer.page;

import org.jspecify.annotations.NullMarked;
