/**
 * A checkpoint held against the values that its reference implementation gave: {@link blt4j.analysis.verify.Verification}
 * reads the cases of {@value blt4j.analysis.verify.Verification#FILE}, runs them, and says of each tensor how far the model is off.
 */
@NullMarked
package blt4j.analysis.verify;

import org.jspecify.annotations.NullMarked;
