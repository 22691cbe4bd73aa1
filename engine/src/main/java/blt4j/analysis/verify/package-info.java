/** A checkpoint held against the values that its reference implementation gave. */
@NullMarked
package blt4j.analysis.verify;

import org.jspecify.annotations.NullMarked;
