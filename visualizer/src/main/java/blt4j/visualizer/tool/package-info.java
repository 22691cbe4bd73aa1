/** What the window does without a person: figures about it, pictures of it, rehearsals. */
@NullMarked
package blt4j.visualizer.tool;

import org.jspecify.annotations.NullMarked;
