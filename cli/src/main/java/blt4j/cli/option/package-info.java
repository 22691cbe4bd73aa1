/** Options and arguments that several commands share. */
@NullMarked
package blt4j.cli.option;

import org.jspecify.annotations.NullMarked;
