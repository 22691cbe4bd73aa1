/** Where patches begin: from entropies or bytes to patches, all at once or one byte at a time. */
@NullMarked
package blt4j.patching;

import org.jspecify.annotations.NullMarked;
