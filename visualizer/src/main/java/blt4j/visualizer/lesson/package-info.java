/** The lessons: guided tours over the real views, from plain files. */
@NullMarked
package blt4j.visualizer.lesson;

import org.jspecify.annotations.NullMarked;
