/** Lessons as they are written, for whoever takes people through them. */
@NullMarked
package blt4j.frontend.lesson;

import org.jspecify.annotations.NullMarked;
