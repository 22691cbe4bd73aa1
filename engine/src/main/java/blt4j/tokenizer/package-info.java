/**
 * Byte-level byte pair encoding as {@code tokenizer.json} describes it: what the models that a BLT is compared with read
 * in place of bytes. A text's bytes in, token ids out, and back, exactly as Hugging Face's {@code tokenizers} does it.
 */
@NullMarked
package blt4j.tokenizer;

import org.jspecify.annotations.NullMarked;
