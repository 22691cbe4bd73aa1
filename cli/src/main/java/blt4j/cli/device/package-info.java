/** The command that lists devices, and what it notes for the launcher. */
@NullMarked
package blt4j.cli.device;

import org.jspecify.annotations.NullMarked;
