/** Tables as Arrow IPC files (arrow.apache.org/docs/format/Columnar.html), for whoever writes figures. */
@NullMarked
package blt4j.frontend.arrow;

import org.jspecify.annotations.NullMarked;
