/** The model's side of the window: its thread, and who reads, writes and compares on it. */
@NullMarked
package blt4j.visualizer.engine;

import org.jspecify.annotations.NullMarked;
