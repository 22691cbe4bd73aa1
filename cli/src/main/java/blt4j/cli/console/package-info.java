/** The terminal: output, progress, colours, interruption. */
@NullMarked
package blt4j.cli.console;

import org.jspecify.annotations.NullMarked;
