/** The pipeline as data: ops over named buffers, and what each costs. */
@NullMarked
package blt4j.program;

import org.jspecify.annotations.NullMarked;
