@NullMarked
package blt4j.visualizer.patch;

import org.jspecify.annotations.NullMarked;
