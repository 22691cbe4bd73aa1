/** Tests of what goes on inside. */
@NullMarked
package blt4j.analysis.xray;

import org.jspecify.annotations.NullMarked;
