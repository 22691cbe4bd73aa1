/** Models from the Hugging Face Hub, and those that are here. */
@NullMarked
package blt4j.cli.hub;

import org.jspecify.annotations.NullMarked;
