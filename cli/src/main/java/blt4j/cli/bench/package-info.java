/** The command that measures. */
@NullMarked
package blt4j.cli.bench;

import org.jspecify.annotations.NullMarked;
