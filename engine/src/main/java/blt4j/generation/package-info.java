/**
 * A text that is read and written.
 *
 * <p>A {@link blt4j.generation.Session} is a text on an open model. Bytes are appended and cut off again, the rule that patches
 * follow may change at any time, and only what that leaves unknown is computed again. Positions count from 0, which is the
 * beginning of the text (BOS); byte {@code i} is position {@code i + 1}. Entropies are in nats. Where a text is asked about its
 * next byte, arrays have a number for each of the {@value blt4j.vocabulary.Vocabulary#SIZE} ids of
 * {@link blt4j.vocabulary.Vocabulary}.
 *
 * <pre>{@code
 * try (Blt model = Blt.open(folder);
 *         Session session = Session.open(model, SessionOptions.ofCapacity(4096))) {
 *     session.append("Once upon a time, ".getBytes(UTF_8));
 *     new Generator(session, SamplingOptions.PLAIN.withSeed(1), GenerationListener.NONE).run(GenerationLimits.bytes(100));
 *     System.out.println(new String(session.bytes(), UTF_8));
 * }
 * }</pre>
 *
 * <p>Models over tokens have the same in {@link blt4j.generation.TokenSession} and {@link blt4j.generation.TokenGenerator}. Long
 * work takes a {@link blt4j.generation.ReadProgress}, which hears how far it is and may end it; the session stays sound.
 */
@NullMarked
package blt4j.generation;

import org.jspecify.annotations.NullMarked;
