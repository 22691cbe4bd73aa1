/**
 * Ids and bytes: the vocabulary of 260 symbols and the structure of UTF-8.
 *
 * <p>A model reads and predicts ids. The first four are marks (among them {@link blt4j.vocabulary.Vocabulary#BOS}, which stands
 * before every text, and {@link blt4j.vocabulary.Vocabulary#EOS}, which ends a document); byte {@code b} has the id
 * {@code (b & 0xFF) + 4}. {@link blt4j.vocabulary.Utf8} tells where characters begin, in bytes that need not be valid.
 *
 * <pre>{@code
 * int id = Vocabulary.id((byte) 'a');     // 101
 * byte back = Vocabulary.toByte(id);
 * }</pre>
 */
@NullMarked
package blt4j.vocabulary;

import org.jspecify.annotations.NullMarked;
