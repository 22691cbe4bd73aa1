/** What a model predicts: the likeliest next bytes, and bits per byte. */
@NullMarked
package blt4j.analysis.predict;

import org.jspecify.annotations.NullMarked;
