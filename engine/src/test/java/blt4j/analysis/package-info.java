/** Tests of what the tools show. */
@NullMarked
package blt4j.analysis;

import org.jspecify.annotations.NullMarked;
