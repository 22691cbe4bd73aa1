/** The generate view: bytes as they are drawn. */
@NullMarked
package blt4j.visualizer.generate;

import org.jspecify.annotations.NullMarked;
