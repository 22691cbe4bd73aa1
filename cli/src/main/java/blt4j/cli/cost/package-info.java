/** What models cost. */
@NullMarked
package blt4j.cli.cost;

import org.jspecify.annotations.NullMarked;
