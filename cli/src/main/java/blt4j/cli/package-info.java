/** The command line: parses arguments, prints what the engine answers, and computes nothing itself. */
@NullMarked
package blt4j.cli;

import org.jspecify.annotations.NullMarked;
