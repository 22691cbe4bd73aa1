/**
 * Programs as plans for the CPU: what is computed in which order, where operands and caches lie, and where threads
 * wait for each other.
 */
@NullMarked
package blt4j.compute.cpu.plan;

import org.jspecify.annotations.NullMarked;
