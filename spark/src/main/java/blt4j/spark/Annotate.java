package blt4j.spark;

import blt4j.BltException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The job: {@code spark-submit --class blt4j.spark.Annotate blt4j-spark-all.jar --input … --output …}. */
@Command(
        name = "Annotate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes entropies and patch lengths of a corpus as Parquet, on a Spark cluster.",
            "",
            "The output holds a folder for each batch of input, in it outcome=annotated/ with a row for each document"
                    + " (source, the columns of --keep, bytes, patch_lengths, entropies), and outcome=failed/ with the"
                    + " records that could not be read and why (problem, record). Started again with the same options, the"
                    + " job goes on after the last batch that was finished, and takes files that were added since.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  --input 's3a://corpus/*.parquet' --field text --keep id,url --output s3a://corpus/annotated",
            "  --input corpus/*.jsonl.gz --field doc.body --keep id:bigint --partitions 512 --output annotated"
        })
public final class Annotate implements Callable<Integer> {
    private static final int BAD_INPUT = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--input", required = true, paramLabel = "PATH", description = "Files, by a folder or a pattern.")
    private String input = "";

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "A folder of its own.")
    private String output = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "What the input is: parquet, orc, jsonl, lines (a document a line) or files (a document a"
                    + " file). Without it, as the names tell.")
    private Optional<InputFormat> format = Optional.empty();

    @Option(
            names = "--field",
            paramLabel = "NAME",
            defaultValue = "text",
            description = "Which column or field holds the text, a.b within another; without it, ${DEFAULT-VALUE}.")
    private String field = "text";

    @Option(
            names = "--keep",
            split = ",",
            paramLabel = "NAME[:TYPE]",
            description =
                    "Columns that the output has too. Of JSON Lines with a type, such as id:bigint; without one they"
                            + " are strings.")
    private List<String> keep = List.of();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "DIR",
            defaultValue = "",
            description = "The model: a folder of the driver's, which Spark brings to the executors; local:/DIR, which"
                    + " each machine has; or a folder of another file system. Without it, the bundled model.")
    private String model = "";

    @Option(
            names = "--mode",
            paramLabel = "RULE",
            defaultValue = "",
            description = "By which rule patches begin: entropy, monotonic, both, static, space or byte. Without it, as"
                    + " the model was trained.")
    private String mode = "";

    @Option(
            names = "--numbers",
            split = ",",
            paramLabel = "N",
            description = "What the rule takes: a threshold in nats, for both the least rise too; for static a size.")
    private List<Double> numbers = List.of();

    @Option(names = "--segment", paramLabel = "BYTES", defaultValue = "65536", description = "As of ./blt annotate.")
    private int segment;

    @Option(names = "--context", paramLabel = "BYTES", defaultValue = "2048", description = "As of ./blt annotate.")
    private int context;

    @Option(
            names = "--entropies",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether entropies are written; they are most of the output.")
    private boolean entropies = true;

    @Option(names = "--bits-per-byte", description = "Writes each document's bits per byte too; a tenth slower.")
    private boolean bitsPerByte;

    @Option(
            names = "--max-bytes",
            paramLabel = "BYTES",
            defaultValue = "268435456",
            description = "The longest document; longer ones fail. Without it, ${DEFAULT-VALUE}.")
    private int maxBytes;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Shuffles documents into so many parts a batch first: where files are few or cannot be split.")
    private int partitions;

    @Option(
            names = "--batch-bytes",
            paramLabel = "BYTES",
            defaultValue = "0",
            description = "How much input is finished at a time; without it, enough for 32 tasks a core.")
    private long batchBytes;

    @Option(names = "--overwrite", description = "Removes what --output holds first.")
    private boolean overwrite;

    /** picocli fills one in. */
    public Annotate() {}

    /** Runs the job and, where it failed, exits with 2 for bad input and with 1 for everything else. */
    public static void main(String[] args) {
        int code = run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs the job; the exit code. */
    static int run(String... args) {
        CommandLine command = new CommandLine(new Annotate())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setTrimQuotes(false);
        command.setExecutionExceptionHandler((e, line, parsed) -> {
            BltException said = sentence(e);
            if (said == null) {
                throw e;
            }
            line.getErr().println(said.getMessage());
            return BAD_INPUT;
        });
        return command.execute(args);
    }

    /** What went wrong on an executor comes back wrapped. */
    private static @org.jspecify.annotations.Nullable BltException sentence(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BltException said) {
                return said;
            }
        }
        return null;
    }

    @Override
    public Integer call() throws Exception {
        ReadingPlan.Shape shape = new ReadingPlan.Shape(segment, context, bitsPerByte);
        AnnotateJob.Options options = new AnnotateJob.Options(
                new Corpus(input, format.orElseGet(() -> InputFormat.of(input)), field, Corpus.Kept.parse(keep)),
                output,
                model,
                new PatchRule(mode, numbers),
                shape,
                maxBytes,
                entropies,
                partitions,
                batchBytes);
        boolean present = SparkSession.getDefaultSession().isDefined();
        SparkSession session =
                SparkSession.builder().appName("blt4j annotate " + input).getOrCreate();
        try {
            PrintWriter out = spec.commandLine().getOut();
            out.println(new AnnotateJob(session, options).run(overwrite));
            out.flush();
        } finally {
            if (!present) {
                session.stop();
            }
        }
        return 0;
    }
}
