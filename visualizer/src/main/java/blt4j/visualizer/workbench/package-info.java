/** What a person does with the window: opens models and texts, edits, goes back. */
@NullMarked
package blt4j.visualizer.workbench;

import org.jspecify.annotations.NullMarked;
