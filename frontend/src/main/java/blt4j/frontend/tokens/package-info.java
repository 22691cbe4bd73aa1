/** Tokens of published vocabularies, which patches are compared with. */
@NullMarked
package blt4j.frontend.tokens;

import org.jspecify.annotations.NullMarked;
