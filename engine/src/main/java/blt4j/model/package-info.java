/** Byte Latent Transformers to open: a checkpoint folder, the bundled models, and the published shapes. */
@NullMarked
package blt4j.model;

import org.jspecify.annotations.NullMarked;
