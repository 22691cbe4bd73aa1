/**
 * What a text costs, in floating-point operations (a multiply-add counts two) and bytes of memory.
 *
 * <ul>
 *   <li>{@link blt4j.analysis.cost.Ledger} listens to a session and books what was executed, by byte, patch and stage;
 *   <li>{@link blt4j.analysis.cost.WhatIf} adds up the same for the same text cut otherwise, without running anything;
 *   <li>{@link blt4j.analysis.cost.CostAtContext} states what a byte costs on average in a text of a given length, which is what
 *       figures of different texts and models can be compared by;
 *   <li>{@link blt4j.analysis.cost.ModelSize} and {@link blt4j.analysis.cost.Outline} tell parameters and layers.
 * </ul>
 *
 * <pre>{@code
 * Ledger ledger = new Ledger(model.programs().all());
 * session.observe(ledger);
 * session.append(text);
 * session.predict(ReadProgress.NONE);
 * System.out.println(ledger.text().flops(Stage.LATENT_TRANSFORMER));
 * }</pre>
 *
 * <p>{@link blt4j.analysis.cost.PaperEquations} are the equations of the paper's appendix (arXiv 2412.09871), to hold these
 * against.
 */
@NullMarked
package blt4j.analysis.cost;

import org.jspecify.annotations.NullMarked;
