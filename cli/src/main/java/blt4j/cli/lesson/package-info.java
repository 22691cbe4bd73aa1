/** Guided tours. */
@NullMarked
package blt4j.cli.lesson;

import org.jspecify.annotations.NullMarked;
