/** The command that annotates corpora, and the formats it writes. */
@NullMarked
package blt4j.cli.annotate;

import org.jspecify.annotations.NullMarked;
