package blt4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import blt4j.BltException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;

/**
 * Annotates a corpus. Files are taken in batches, in the order in which Spark's log of a stream takes them; each batch is
 * written by Spark's committer into a folder of its own, so that what is there is whole, and the log tells the next run
 * where to go on.
 */
final class AnnotateJob {
    /** So much of a file is a task, unless Spark is told otherwise. At 30 kB/s it is nine minutes. */
    private static final long TASK_BYTES = 16L << 20;

    /** How many tasks a core has in a batch: the wait for the last ones is a thirtieth of it at most. */
    private static final long TASKS_PER_CORE = 32;

    private static final long LEAST_BATCH = 1L << 30;
    private static final String STATE = "_blt4j";
    private static final String ANNOTATION = "blt4j_annotation";

    private final SparkSession session;
    private final Options options;
    private final JobMetrics metrics;

    /**
     * What is to be done.
     *
     * @param corpus what to annotate
     * @param output a folder
     * @param model as {@link ModelDistribution#of} takes it
     * @param rule by which patches begin
     * @param shape how texts are read
     * @param maxBytes the longest text
     * @param entropies whether they are written
     * @param partitions how many parts a batch is shuffled into; 0 for those it has
     * @param batchBytes how much is finished at a time; 0 for what fits the cluster
     */
    record Options(
            Corpus corpus,
            String output,
            String model,
            PatchRule rule,
            ReadingPlan.Shape shape,
            int maxBytes,
            boolean entropies,
            int partitions,
            long batchBytes) {
        /** What must be the same for a run to go on where another ended. */
        String identity() {
            return String.join(
                    "\n",
                    corpus.toString(),
                    "model " + model,
                    rule.toString(),
                    shape.toString(),
                    "max-bytes " + maxBytes,
                    "entropies " + entropies,
                    "");
        }
    }

    AnnotateJob(SparkSession session, Options options) {
        this.session = session;
        this.options = options;
        this.metrics = new JobMetrics(session.sparkContext());
    }

    /**
     * Annotates all that is not annotated yet.
     *
     * @param overwrite whether what the output holds is removed first
     * @return a sentence that says how much, and how fast
     * @throws BltException if input, output or model are not what they should be
     */
    String run(boolean overwrite) throws IOException, TimeoutException, StreamingQueryException {
        long began = System.nanoTime();
        SparkContext context = session.sparkContext();
        configure();
        ReadingPlan plan =
                new ReadingPlan(ModelDistribution.of(context, options.model()), options.rule(), options.shape());
        long batchBytes = options.batchBytes() > 0
                ? options.batchBytes()
                : Math.max(LEAST_BATCH, context.defaultParallelism() * TASKS_PER_CORE * TASK_BYTES);
        Dataset<Row> records = options.corpus().read(session, batchBytes);
        prepareOutput(overwrite);
        StreamingQuery query = records.writeStream()
                .trigger(Trigger.AvailableNow())
                .option("checkpointLocation", at(STATE + "/checkpoint").toString())
                .foreachBatch(
                        (VoidFunction2<Dataset<Row>, Long>) (batch, number) -> write(annotated(batch, plan), number))
                .start();
        query.awaitTermination();
        return metrics.describe((System.nanoTime() - began) / 1e9);
    }

    /** What suits a job that computes for minutes on a megabyte, where nobody said otherwise. */
    private void configure() {
        setDefault("spark.sql.files.maxPartitionBytes", Long.toString(TASK_BYTES));
        setDefault("spark.sql.files.openCostInBytes", Integer.toString(1 << 16));
        // Both outcomes are written at once, instead of being sorted apart.
        setDefault("spark.sql.maxConcurrentOutputFileWriters", "2");
    }

    private void setDefault(String key, String value) {
        boolean said = session.sparkContext().getConf().contains(key);
        if (!said) {
            session.conf().set(key, value);
        }
    }

    private Path at(String name) {
        return new Path(options.output(), name);
    }

    /** Writes the settings into the output, and refuses an output that was made with others. */
    private void prepareOutput(boolean overwrite) throws IOException {
        Path output = new Path(options.output());
        FileSystem files = output.getFileSystem(session.sparkContext().hadoopConfiguration());
        if (overwrite) {
            files.delete(output, true);
        }
        Path about = at(STATE + "/options");
        byte[] identity = options.identity().getBytes(StandardCharsets.UTF_8);
        if (files.exists(about)) {
            try (InputStream in = files.open(about)) {
                String before = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                if (!before.equals(options.identity())) {
                    throw new BltException(
                            "The output " + output + " was begun with other options, so the job cannot go"
                                    + " on there; name another --output, or say --overwrite. They were:\n" + before);
                }
            }
            return;
        }
        if (files.exists(output) && files.listStatus(output).length > 0) {
            throw new BltException("The output " + output + " holds something else; name another, or say --overwrite.");
        }
        try (OutputStream out = files.create(about)) {
            out.write(identity);
        }
    }

    private Dataset<Row> annotated(Dataset<Row> batch, ReadingPlan plan) {
        Dataset<Row> records = options.partitions() > 0 ? batch.repartition(options.partitions()) : batch;
        RecordFunction function = new RecordFunction(
                plan,
                new RecordFunction.Limits(options.corpus().field(), options.maxBytes(), options.entropies()),
                metrics);
        List<Expression> arguments = List.of(
                ExpressionUtils.expression(col(Corpus.TEXT).cast("binary")),
                ExpressionUtils.expression(col(Corpus.RECORD)));
        // Not pure: it counts, so it must run once for each record.
        Expression call = BltFunctions.invoke(
                function,
                "annotate",
                RecordFunction.RESULT,
                arguments,
                List.of(DataTypes.BinaryType, DataTypes.StringType),
                false);
        List<Column> columns = new ArrayList<>();
        columns.add(col(Corpus.SOURCE));
        options.corpus().kept().forEach(kept -> columns.add(col(kept.as())));
        columns.add(col(ANNOTATION + ".bytes"));
        columns.add(col(ANNOTATION + ".patch_lengths"));
        if (options.entropies()) {
            columns.add(col(ANNOTATION + ".entropies"));
        }
        if (options.shape().surprisals()) {
            columns.add(col(ANNOTATION + ".bits_per_byte"));
        }
        Column problem = col(ANNOTATION + ".problem");
        columns.add(problem);
        columns.add(col(Corpus.RECORD));
        columns.add(when(problem.isNull(), lit("annotated"))
                .otherwise(lit("failed"))
                .as("outcome"));
        return records.withColumn(ANNOTATION, ExpressionUtils.column(call)).select(columns.toArray(Column[]::new));
    }

    /** A batch that was cut off is written anew in its place. */
    private void write(Dataset<Row> annotated, long batch) {
        annotated
                .write()
                .mode(SaveMode.Overwrite)
                .partitionBy("outcome")
                .parquet(at("batch=%06d".formatted(batch)).toString());
    }
}
