/** Running programs: the {@link blt4j.compute.Backend} interface and the CPU backend. */
@NullMarked
package blt4j.compute;

import org.jspecify.annotations.NullMarked;
