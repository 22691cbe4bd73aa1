/**
 * What a Byte Latent Transformer's work is told in: its {@linkplain blt4j.stage.Stage stages}, the programs that each
 * is made of ({@link blt4j.stage.StageProgram}) and what they {@linkplain blt4j.stage.Cost cost}.
 *
 * <p>The four stages are those of the paper (arXiv 2412.09871, section 3): an entropy model that says where patches begin,
 * a local encoder from bytes to patches, a latent transformer over patches, and a local decoder back to bytes. Costs are
 * counted in floating-point operations, where a multiply-add counts two, and in bytes of memory that are read and written.
 *
 * <pre>{@code
 * try (Blt model = Blt.open(folder)) {
 *     for (StageProgram program : model.programs().all()) {
 *         System.out.println(program.stage() + ": " + program.parameters() + " parameters");
 *     }
 * }
 * }</pre>
 */
@NullMarked
package blt4j.stage;

import org.jspecify.annotations.NullMarked;
