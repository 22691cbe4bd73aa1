/** The commands that read or write one text: patch, entropy, generate. */
@NullMarked
package blt4j.cli.text;

import org.jspecify.annotations.NullMarked;
