/** Drawing once for screen, SVG and print: pens, palettes, typefaces. */
@NullMarked
package blt4j.visualizer.draw;

import org.jspecify.annotations.NullMarked;
