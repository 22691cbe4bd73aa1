/** Ids and bytes: the 260-symbol vocabulary and the structure of UTF-8. */
@NullMarked
package blt4j.vocabulary;

import org.jspecify.annotations.NullMarked;
