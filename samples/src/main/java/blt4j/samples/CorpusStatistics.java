package blt4j.samples;

import blt4j.analysis.Annotator;
import blt4j.analysis.Annotator.Annotation;
import blt4j.generation.ReadProgress;
import blt4j.model.Blt;
import blt4j.model.BundledModels;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tells of the patches of each file of a corpus: how many, how long on average, how long the longest tenth is. */
public final class CorpusStatistics {
    private static final int PIECE = 1 << 14;

    private CorpusStatistics() {}

    /** What is told of a file. */
    record Statistics(Path file, long bytes, long patches, double mean, int longestTenth) {}

    /** Files and folders. */
    public static void main(String[] args) {
        print(BundledModels.defaultModel(), Arrays.stream(args).map(Path::of).toList(), System.out);
    }

    static void print(Path model, List<Path> corpus, PrintStream out) {
        out.printf("%12s %10s %6s %6s  %s%n", "bytes", "patches", "mean", "p90", "file");
        try (Blt blt = Blt.open(model);
                Annotator annotator = new Annotator(blt, blt.config().patching(), PIECE)) {
            corpus.stream().flatMap(CorpusStatistics::files).forEach(file -> {
                Statistics s = of(annotator, file);
                out.printf("%,12d %,10d %6.2f %6d  %s%n", s.bytes(), s.patches(), s.mean(), s.longestTenth(), s.file());
            });
        }
    }

    private static Stream<Path> files(Path path) {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Statistics of(Annotator annotator, Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int[] lengths = IntStream.iterate(0, at -> at < bytes.length, at -> at + PIECE)
                    .mapToObj(at -> Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE)))
                    .map(piece -> annotator.annotate(new byte[0], piece, ReadProgress.NONE))
                    .map(Annotation::patchLengths)
                    .flatMapToInt(Arrays::stream)
                    .sorted()
                    .toArray();
            int p90 = lengths.length == 0 ? 0 : lengths[lengths.length * 9 / 10];
            double mean = lengths.length == 0 ? 0 : (double) bytes.length / lengths.length;
            return new Statistics(file, bytes.length, lengths.length, mean, p90);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
