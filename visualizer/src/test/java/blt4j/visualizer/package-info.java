/** Tests that drive the real scene without a display. */
@NullMarked
package blt4j.visualizer;

import org.jspecify.annotations.NullMarked;
