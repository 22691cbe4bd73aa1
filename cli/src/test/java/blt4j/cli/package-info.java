/** The command line, driven in process. */
@NullMarked
package blt4j.cli;

import org.jspecify.annotations.NullMarked;
