package blt4j.cli.annotate;

import blt4j.BltException;
import blt4j.analysis.Annotator.Annotation;
import blt4j.analysis.CorpusStatistics;
import blt4j.cli.console.Console;
import blt4j.cli.console.Output;
import blt4j.cli.option.PatchingOptions;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** A report of all that was read, added up piece by piece and written at the end. */
final class SummaryFile {
    private final String name;
    private final Console console;
    private final CorpusStatistics statistics = new CorpusStatistics();

    /**
     * What stands in a report.
     *
     * @param model its name
     * @param patching the rule by which patches begin
     * @param figures of the corpus
     * @param skipped how many records were passed over
     */
    record Contents(String model, String patching, CorpusStatistics.Figures figures, long skipped) {}

    /**
     * Begins a report.
     *
     * @param name a file, whose ending tells the form, or {@code -} for text on standard output
     */
    SummaryFile(String name, Console console) {
        this.name = name;
        this.console = console;
        Path folder = Path.of(name).toAbsolutePath().getParent();
        if (!isStandard() && folder != null && !Files.isDirectory(folder)) {
            throw new BltException(
                    "The file " + name + " cannot be written: there is no folder " + folder + "; make it first.");
        }
    }

    private boolean isStandard() {
        return name.equals(InputFiles.STANDARD_INPUT);
    }

    /** Adds a piece. */
    void add(Piece piece, Annotation annotation, long nanos) {
        statistics.add(piece.source(), piece.document(), piece.offset(), piece.bytes().length, annotation, nanos);
    }

    /** Writes the report; a file that was there stays until the new one is whole. */
    void write(Blt blt, PatcherConfig patching, Skips skips) throws IOException {
        Contents contents = new Contents(
                blt.config().name(), PatchingOptions.describe(patching.mode()), statistics.figures(), skips.skipped());
        if (isStandard()) {
            Output out = new Output(console.out());
            SummaryForm.TEXT.write(contents, out);
            out.flush();
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Output out = new Output(bytes);
        form().write(contents, out);
        out.flush();
        Path target = Path.of(name);
        Path beside = AnnotationFile.unfinished(target);
        try {
            Files.write(beside, bytes.toByteArray());
            Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BltException("The file " + name + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private SummaryForm form() {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".json")) {
            return SummaryForm.JSON;
        }
        return lower.endsWith(".html") || lower.endsWith(".htm") ? SummaryForm.HTML : SummaryForm.TEXT;
    }
}
