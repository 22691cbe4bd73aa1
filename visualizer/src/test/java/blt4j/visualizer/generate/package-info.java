@NullMarked
package blt4j.visualizer.generate;

import org.jspecify.annotations.NullMarked;
