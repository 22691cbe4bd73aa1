@NullMarked
package blt4j.frontend.arrow;

import org.jspecify.annotations.NullMarked;
