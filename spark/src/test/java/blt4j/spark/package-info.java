/** Tests of the module for Apache Spark. */
@NullMarked
package blt4j.spark;

import org.jspecify.annotations.NullMarked;
