/** Texts cut in several ways. */
@NullMarked
package blt4j.cli.compare;

import org.jspecify.annotations.NullMarked;
