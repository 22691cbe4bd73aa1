/** Small programs that use the library, each to be read in a minute. */
@NullMarked
package blt4j.samples;

import org.jspecify.annotations.NullMarked;
