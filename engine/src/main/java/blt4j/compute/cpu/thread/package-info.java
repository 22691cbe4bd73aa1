/**
 * The threads that compute together: the team, the counters that share out work, and what is done where cores are
 * oversubscribed.
 */
@NullMarked
package blt4j.compute.cpu.thread;

import org.jspecify.annotations.NullMarked;
