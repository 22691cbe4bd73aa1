/** {@code blt eval}: how well models predict texts, clean and spoilt, and what they know of words. */
@NullMarked
package blt4j.cli.eval;

import org.jspecify.annotations.NullMarked;
