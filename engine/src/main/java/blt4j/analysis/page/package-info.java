/** A reading of a text as a web page that stands alone. */
@NullMarked
package blt4j.analysis.page;

import org.jspecify.annotations.NullMarked;
