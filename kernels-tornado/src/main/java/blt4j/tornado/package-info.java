/**
 * The pipeline on a GPU: kernels written in Java, compiled by TornadoVM, and the backend that lowers
 * {@linkplain blt4j.program.Program programs} to task graphs of them.
 */
@NullMarked
package blt4j.tornado;

import org.jspecify.annotations.NullMarked;
