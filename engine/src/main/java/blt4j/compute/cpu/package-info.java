/**
 * The CPU backend and its executor: programs run step by step by a team of threads, over kernels written with the
 * Vector API.
 */
@NullMarked
package blt4j.compute.cpu;

import org.jspecify.annotations.NullMarked;
