/** A game for a class: guessing the text byte by byte, beside the models. */
@NullMarked
package blt4j.visualizer.guess;

import org.jspecify.annotations.NullMarked;
