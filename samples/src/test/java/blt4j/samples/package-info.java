@NullMarked
package blt4j.samples;

import org.jspecify.annotations.NullMarked;
