@NullMarked
package blt4j.frontend.tokens;

import org.jspecify.annotations.NullMarked;
