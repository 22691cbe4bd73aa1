@NullMarked
package blt4j.tornado;

import org.jspecify.annotations.NullMarked;
