/** Small parts that several views are made of. */
@NullMarked
package blt4j.visualizer.control;

import org.jspecify.annotations.NullMarked;
