package blt4j.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/** What a job has done so far, in Spark's user interface by these names. Tasks that ran twice count twice. */
final class JobMetrics implements Serializable {
    private final LongAccumulator documents;
    private final LongAccumulator bytes;
    private final LongAccumulator patches;
    private final LongAccumulator failed;
    private final LongAccumulator readingMicros;

    JobMetrics(SparkContext context) {
        this.documents = context.longAccumulator("blt4j documents");
        this.bytes = context.longAccumulator("blt4j bytes");
        this.patches = context.longAccumulator("blt4j patches");
        this.failed = context.longAccumulator("blt4j failed records");
        this.readingMicros = context.longAccumulator("blt4j microseconds of reading");
    }

    void annotated(int byteCount, int patchCount, long nanos) {
        documents.add(1);
        bytes.add(byteCount);
        patches.add(patchCount);
        readingMicros.add(nanos / 1000);
    }

    void failed() {
        failed.add(1);
    }

    /** A sentence about all of it. */
    String describe(double seconds) {
        return "%,d documents, %,d bytes, %,d patches of %.2f bytes, %,d records failed; %.1f s, %,.0f bytes/s, %,.0f a thread"
                .formatted(
                        documents.sum(),
                        bytes.sum(),
                        patches.sum(),
                        patches.sum() == 0 ? 0 : (double) bytes.sum() / patches.sum(),
                        failed.sum(),
                        seconds,
                        bytes.sum() / seconds,
                        readingMicros.sum() == 0 ? 0 : bytes.sum() * 1e6 / readingMicros.sum());
    }
}
