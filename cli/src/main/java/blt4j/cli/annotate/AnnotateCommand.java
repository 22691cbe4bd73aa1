package blt4j.cli.annotate;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.analysis.Annotator;
import blt4j.analysis.Annotator.Annotation;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Printing;
import blt4j.cli.console.Progress;
import blt4j.cli.option.ModelOptions;
import blt4j.cli.option.PatchingOptions;
import blt4j.cli.option.Rare;
import blt4j.device.BackendOptions;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.patching.PatcherConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code blt annotate}: entropies and patch lengths of texts of any size. */
@Command(
        name = "annotate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes entropies and patch lengths of texts of any size, in constant memory and on all cores.",
            "",
            "A file is a document; of JSON Lines (.jsonl) each line is one, of Parquet each row. Folders are read by their"
                    + " files' names; .gz and .zst are decompressed.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  blt annotate books/*.txt -o entropies.arrow",
            "  blt annotate corpus.jsonl.zst --field doc.body -o entropies.jsonl --resume",
            "  blt annotate corpus/ --keep id,url -o entropies.parquet --summary report.html",
            "  curl https://example.org/dump | blt annotate --documents line --format csv",
            "",
            "A file is a document; of a file of JSON Lines (.jsonl, .ndjson, or --documents jsonl) each line is one, of a Parquet"
                    + " file (.parquet) each row, and with --documents line each line of any file. Documents longer than"
                    + " --segment are read in segments, each after the --context bytes before it. What --keep takes along from"
                    + " JSON Lines is a string in Arrow and Parquet unless a type is said. --summary tells sizes, distributions,"
                    + " bits per byte and the slowest documents, with plots in HTML.",
            "",
            "A record has: source, document (its number in the source), offset (of the segment's first byte in the"
                    + " document), bytes, begins_patch (whether a patch begins with the first byte), patch_lengths (in"
                    + " bytes) and entropies (in nats, one for each byte: how hard it was to predict).",
            "",
            "Parquet and Arrow files (.parquet, .arrow, .feather) hold the same columns, entropies unrounded; what reads"
                    + " data frames opens them in a line: pandas.read_parquet(FILE), polars.read_ipc(FILE), in R"
                    + " arrow::read_feather(FILE)."
        })
public final class AnnotateCommand implements Callable<Integer> {
    /** So few bytes are through before a warm backend gains anything. */
    private static final int BRIEF = 4096;

    private static final int MAX_SEGMENT = 1 << 24;

    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "What to read, files or folders; without it, or for '-', standard input.")
    private List<String> files = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write; without it, standard output.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--resume",
            description = "Goes on where an interrupted run with the same files and options stopped writing --output.")
    private boolean resume;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl, csv, arrow or parquet; without it, what the name of --output ends with, or jsonl.")
    private Optional<AnnotationFormat> format = Optional.empty();

    @Option(
            names = "--documents",
            paramLabel = "KIND",
            defaultValue = "auto",
            description = "What a document is: file, line, jsonl, parquet, or auto (by the file's name).")
    private Documents.Kind kind = Documents.Kind.AUTO;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            defaultValue = "text",
            description =
                    "Which field of JSON Lines or column of Parquet holds the text, a.b within another; without it,"
                            + " ${DEFAULT-VALUE}.")
    private String field = "text";

    @Option(
            names = "--keep",
            split = ",",
            paramLabel = "NAME,...",
            hideParamSyntax = true,
            description = "Fields or columns that go along into the output; a type may be said for each:"
                    + " id:bigint,score:double,ok:boolean.")
    private List<String> keep = List.of();

    @Rare
    @Option(
            names = "--on-error",
            paramLabel = "WHAT",
            defaultValue = "stop",
            description = "What to do with a line or row that holds no text, and with what follows in a damaged file:"
                    + " stop, or skip it and count it; without it, ${DEFAULT-VALUE}.")
    private Documents.OnError onError = Documents.OnError.STOP;

    @Rare
    @Option(
            names = "--segment",
            paramLabel = "BYTES",
            defaultValue = "65536",
            description = "The longest text that is read in one piece; without it, ${DEFAULT-VALUE}.")
    private int segment;

    @Rare
    @Option(
            names = "--context",
            paramLabel = "BYTES",
            defaultValue = "2048",
            description = "How much of what stands before it a later segment is read after; without it,"
                    + " ${DEFAULT-VALUE}.")
    private int context;

    @Option(
            names = "--summary",
            paramLabel = "FILE",
            description =
                    "A report of all that was read, as text, JSON or HTML by the file's name; '-' is standard output."
                            + " Without --output and --format, nothing else is written.")
    private Optional<String> summary = Optional.empty();

    @Rare
    @Mixin
    private final PatchingOptions patching = new PatchingOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    public AnnotateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        check();
        requireOtherOutput();
        List<String> inputs = InputFiles.of(files, written());
        Documents.Reading reading =
                new Documents.Reading(kind, field, KeptColumn.parse(keep), onError, segment, context);
        try (Documents documents = new Documents(inputs, reading, console.in())) {
            List<Blt> models = openModels();
            try {
                annotate(documents, models);
                return ExitCode.OK;
            } finally {
                models.forEach(Blt::close);
            }
        }
    }

    private void check() {
        if (segment < 1 || segment > MAX_SEGMENT) {
            throw new BltException("--segment is " + segment + "; it must be from 1 to " + MAX_SEGMENT + " bytes.");
        }
        if (context < 0 || context > MAX_SEGMENT) {
            throw new BltException("--context is " + context + "; it must be from 0 to " + MAX_SEGMENT + " bytes.");
        }
        if (resume && output.isEmpty()) {
            throw new BltException("--resume needs --output FILE: what was written there tells where to go on.");
        }
        if (summary.isPresent()
                && summary.get().equals(InputFiles.STANDARD_INPUT)
                && writesRecords()
                && output.isEmpty()) {
            throw new BltException("Annotations and --summary cannot both go to standard output; name a file for one.");
        }
        if (files.isEmpty() && console.terminal().input()) {
            throw new BltException("There is nothing to read: name files, or pipe text to standard input.");
        }
    }

    /** What is read must not be written over: it is compared by what it is, not by its name. */
    private void requireOtherOutput() throws IOException {
        for (Path path : written()) {
            requireOther(path);
        }
    }

    /** All that this run writes. */
    private List<Path> written() {
        List<Path> paths = new ArrayList<>();
        output.ifPresent(o -> paths.addAll(List.of(o, AnnotationFile.unfinished(o))));
        summary.filter(s -> !s.equals(InputFiles.STANDARD_INPUT)).ifPresent(s -> paths.add(Path.of(s)));
        return paths;
    }

    /** Whether annotations are asked for, and not a report of them alone. */
    private boolean writesRecords() {
        return output.isPresent() || summary.isEmpty() || format.isPresent();
    }

    private void requireOther(Path written) throws IOException {
        if (!Files.exists(written)) {
            return;
        }
        for (String name : files.isEmpty() ? List.of("-") : files) {
            Path input = Path.of(name.equals("-") ? "/dev/stdin" : name);
            if (Files.isRegularFile(input) && Files.isSameFile(input, written)) {
                throw new BltException("The file " + written + " is read (as " + name
                        + ") and would be written over; name another --output.");
            }
        }
    }

    /**
     * Texts are independent, so on the CPU a worker for each core, each with a thread of its own, loses no time with
     * waiting for the others. A GPU is kept busy by one.
     */
    private List<Blt> openModels() {
        BltOptions options = model.options();
        boolean cpu = options.backend().selector().equals("cpu")
                || options.backend().selector().equals("auto");
        if (!cpu) {
            return List.of(model.open(console));
        }
        int workers = model.threads > 0 ? model.threads : Runtime.getRuntime().availableProcessors();
        List<Blt> models = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            models.add(Blt.open(model.folder(), options.withBackend(new BackendOptions("cpu", 1))));
        }
        return models;
    }

    private void annotate(Documents documents, List<Blt> models) throws IOException {
        PatcherConfig config = patching.over(models.getFirst().config().patching());
        boolean surprisals =
                summary.isPresent() && models.getFirst().config().entropyModel().isPresent();
        List<Annotator> annotators = new ArrayList<>();
        AnnotationCodec form =
                format.orElseGet(() -> AnnotationFormat.of(output)).form(documents.columns());
        AnnotationCodec written = writesRecords() ? form : Nothing.FORM;
        Optional<SummaryFile> report = summary.map(name -> new SummaryFile(name, console));
        try (AnnotationFile file = AnnotationFile.open(output, resume, written, console.out());
                ProgressBar bar = bar(documents)) {
            boolean brief = documents.totalBytes() >= 0 && documents.totalBytes() <= BRIEF;
            List<AnnotationCrew.Worker> workers = new ArrayList<>();
            for (Blt blt : models) {
                Annotator annotator = surprisals
                        ? Annotator.withSurprisals(blt, config, segment + context)
                        : new Annotator(blt, config, segment + context);
                annotators.add(annotator);
                workers.add(worker(blt, annotator, brief));
            }
            try (AnnotationCrew crew = new AnnotationCrew(workers)) {
                run(documents, file, report, crew, bar);
            }
        } finally {
            annotators.forEach(Annotator::close);
        }
        documents.skips().sentence().ifPresent(what -> console.err().println(Foreign.shown("blt: " + what)));
        if (report.isPresent()) {
            report.get().write(models.getFirst(), config, documents.skips());
        }
    }

    /** Warms each worker up first, so that a piece's results do not depend in their last bits on the worker that computes it. */
    private AnnotationCrew.Worker worker(Blt blt, Annotator annotator, boolean brief) {
        return new AnnotationCrew.Worker() {
            @Override
            public void prepare() {
                if (!brief) {
                    blt.backend().warmUp();
                }
            }

            @Override
            public Annotation annotate(Piece piece) {
                return annotator.annotate(
                        piece.context(),
                        piece.bytes(),
                        (stage, done, total) -> !console.interruption().requested());
            }
        };
    }

    private ProgressBar bar(Documents documents) throws IOException {
        Console shown = console.terminal().error()
                ? console
                : new Console(
                        console.in(), console.out(), Printing.NOWHERE, console.terminal(), console.interruption());
        return Progress.open("annotate", " B", shown, documents.totalBytes());
    }

    private void run(
            Documents documents,
            AnnotationFile file,
            Optional<SummaryFile> report,
            AnnotationCrew crew,
            ProgressBar bar)
            throws IOException {
        for (Optional<Piece> next = documents.next(); next.isPresent(); next = documents.next()) {
            checkInterruption();
            Piece piece = next.get();
            boolean held = file.holds(piece);
            if (held && report.isEmpty()) {
                bar.stepBy(piece.bytes().length);
                continue;
            }
            // A report is of all pieces, so those that an earlier run wrote are read for it again.
            crew.submit(piece, (done, annotation, nanos) -> {
                checkInterruption();
                if (!held) {
                    file.write(done, annotation);
                }
                report.ifPresent(r -> r.add(done, annotation, nanos));
                bar.stepBy(done.bytes().length);
            });
        }
        crew.finish();
        file.complete();
    }

    private void checkInterruption() {
        if (console.interruption().requested()) {
            throw new CancellationException("interrupted");
        }
    }
}
