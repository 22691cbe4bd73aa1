/** The Byte Latent Transformer: its configuration and its four stages, each written once as a program. */
@NullMarked
package blt4j.model;

import org.jspecify.annotations.NullMarked;
