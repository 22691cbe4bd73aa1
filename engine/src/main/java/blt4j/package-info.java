/** Byte Latent Transformers on the JVM. {@link blt4j.BltException} is the root of what the library throws at its edge. */
@NullMarked
package blt4j;

import org.jspecify.annotations.NullMarked;
