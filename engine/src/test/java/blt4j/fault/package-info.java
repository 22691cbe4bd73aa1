/** Faults injected from outside: each in a process of its own, as it may take the process with it. */
@NullMarked
package blt4j.fault;

import org.jspecify.annotations.NullMarked;
