/** The loops themselves, plain and with the Vector API, and the tiles that matrix products of panels are made of. */
@NullMarked
package blt4j.compute.cpu.kernel;

import org.jspecify.annotations.NullMarked;
