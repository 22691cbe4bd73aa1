/** The pipeline view: the architecture, drawn from the programs that run. */
@NullMarked
package blt4j.visualizer.pipeline;

import org.jspecify.annotations.NullMarked;
