/** The commands about checkpoints: info, verify, convert. */
@NullMarked
package blt4j.cli.checkpoint;

import org.jspecify.annotations.NullMarked;
