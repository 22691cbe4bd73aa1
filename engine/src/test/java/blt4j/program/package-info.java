/** Tests of programs as data. */
@NullMarked
package blt4j.program;

import org.jspecify.annotations.NullMarked;
