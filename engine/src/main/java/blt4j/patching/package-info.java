/**
 * Where patches begin: from entropies or bytes to patches, all at once ({@link blt4j.patching.Patching}) or one byte at a time
 * ({@link blt4j.patching.Patcher}). The rules are those of the paper (arXiv 2412.09871, section 2): a threshold on the entropy of
 * the next byte, one that holds for its rise too, a fixed size, or spaces.
 *
 * <pre>{@code
 * int[] ids = Vocabulary.prompt("one two".getBytes(UTF_8)); // the BOS, then the bytes
 * Patches patches = Patching.segment(new PatcherConfig(new Space()), ids, new float[0]);
 * System.out.println(patches.inBytes().count());
 * }</pre>
 *
 * <p>{@link blt4j.patching.Patches} are over positions, of which the first is the BOS; {@link blt4j.patching.BytePatches} are the
 * same over the text's bytes, as people count. {@link blt4j.patching.ThresholdFinder} finds the threshold for a mean size.
 */
@NullMarked
package blt4j.patching;

import org.jspecify.annotations.NullMarked;
