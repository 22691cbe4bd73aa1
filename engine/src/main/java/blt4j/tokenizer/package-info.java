/**
 * Byte-level byte pair encoding as {@code tokenizer.json} describes it: what the models that a BLT is compared with read
 * in place of bytes. A text's bytes in, token ids out, and back, exactly as Hugging Face's {@code tokenizers} does it.
 *
 * <pre>{@code
 * Tokenizer tokenizer = Tokenizer.read(folder.resolve("tokenizer.json"));
 * Tokens tokens = tokenizer.encode("lighthouse".getBytes(UTF_8));
 * byte[] same = tokenizer.decode(tokens.ids());
 * }</pre>
 */
@NullMarked
package blt4j.tokenizer;

import org.jspecify.annotations.NullMarked;
