/** The configuration of a model: its stages' shapes. */
@NullMarked
package blt4j.model.config;

import org.jspecify.annotations.NullMarked;
