/** A text being read or written: sessions, sampling, and the stream of events that generation emits. */
@NullMarked
package blt4j.generation;

import org.jspecify.annotations.NullMarked;
