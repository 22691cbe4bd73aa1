@NullMarked
package blt4j.visualizer.lesson;

import org.jspecify.annotations.NullMarked;
