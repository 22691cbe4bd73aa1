/** Tests of patching. */
@NullMarked
package blt4j.patching;

import org.jspecify.annotations.NullMarked;
