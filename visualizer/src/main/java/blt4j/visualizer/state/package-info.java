/** What the window shows: the text, the reading, the model, the settings. */
@NullMarked
package blt4j.visualizer.state;

import org.jspecify.annotations.NullMarked;
