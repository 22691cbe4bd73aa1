/** Words, in the language of the person at the screen. */
@NullMarked
package blt4j.visualizer.i18n;

import org.jspecify.annotations.NullMarked;
