/**
 * What a text costs: the ledger of work per stage and byte, the same text cut otherwise, and the size and outline of
 * a model.
 */
@NullMarked
package blt4j.analysis.cost;

import org.jspecify.annotations.NullMarked;
