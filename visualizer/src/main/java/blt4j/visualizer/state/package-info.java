/** What the window shows: the text, the reading, the model, the settings; and the threads that compute it. */
@NullMarked
package blt4j.visualizer.state;

import org.jspecify.annotations.NullMarked;
