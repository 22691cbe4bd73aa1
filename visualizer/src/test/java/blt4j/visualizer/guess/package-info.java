@NullMarked
package blt4j.visualizer.guess;

import org.jspecify.annotations.NullMarked;
