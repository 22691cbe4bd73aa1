@NullMarked
package blt4j.visualizer.state;

import org.jspecify.annotations.NullMarked;
