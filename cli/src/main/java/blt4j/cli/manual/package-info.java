/** What is told of the commands: their help, manual pages, completions for shells. */
@NullMarked
package blt4j.cli.manual;

import org.jspecify.annotations.NullMarked;
