/** Ways of cutting a text, held against each other, and noise that spoils it. */
@NullMarked
package blt4j.analysis.compare;

import org.jspecify.annotations.NullMarked;
