@NullMarked
package blt4j.compute;

import org.jspecify.annotations.NullMarked;
