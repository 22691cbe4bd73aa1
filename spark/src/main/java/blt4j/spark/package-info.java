/** Entropies and patches on Apache Spark: SQL functions, and a job that annotates corpora. */
@NullMarked
package blt4j.spark;

import org.jspecify.annotations.NullMarked;
