/** Tests of the vocabulary. */
@NullMarked
package blt4j.vocabulary;

import org.jspecify.annotations.NullMarked;
