/**
 * What goes on inside a model while it reads a byte: every activation, by the name of its buffer or tensor, and the
 * weights of every attention.
 *
 * <p>{@link blt4j.analysis.xray.ByteXray} tells of one byte in the terms of the paper. Below it,
 * {@link blt4j.analysis.xray.Tracer} shows an observer whatever a program computes for a row. Both compute the row once
 * more, in plain code, beside the session that read the text, so reading costs nothing extra when nobody looks.
 */
@NullMarked
package blt4j.analysis.xray;

import org.jspecify.annotations.NullMarked;
