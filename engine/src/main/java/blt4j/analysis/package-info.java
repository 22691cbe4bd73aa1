/** What the tools show: entropies and predictions per byte, patches, the ledger of work, comparisons. */
@NullMarked
package blt4j.analysis;

import org.jspecify.annotations.NullMarked;
