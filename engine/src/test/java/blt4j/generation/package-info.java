/** Tests of sessions and sampling. */
@NullMarked
package blt4j.generation;

import org.jspecify.annotations.NullMarked;
