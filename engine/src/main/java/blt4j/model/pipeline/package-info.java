/** The stages, each written once as a program. */
@NullMarked
package blt4j.model.pipeline;

import org.jspecify.annotations.NullMarked;
