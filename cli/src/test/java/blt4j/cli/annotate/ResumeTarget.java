package blt4j.cli.annotate;

import blt4j.BltException;
import blt4j.analysis.Annotator.Annotation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Any bytes as an annotation that stopped in the middle: it is resumed, written on and resumed once more, or refused with a
 * sentence. The first byte says in which format.
 */
public final class ResumeTarget {
    private static final AnnotationFormat[] FORMATS = {
        AnnotationFormat.ARROW, AnnotationFormat.ARROW, AnnotationFormat.JSONL, AnnotationFormat.CSV
    };

    private ResumeTarget() {}

    /** What Jazzer calls, and {@code CommandFuzzCorpusTest} with what Jazzer found. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        AnnotationFormat format = FORMATS[(input[0] & 0xFF) % FORMATS.length];
        Path file = Files.createTempFile("blt4j-fuzz", ".annotation");
        Path unfinished = AnnotationFile.unfinished(file);
        try {
            Files.delete(file);
            Files.write(unfinished, Arrays.copyOfRange(input, 1, input.length));
            goOn(format, file);
        } catch (BltException e) {
            // The sentence is what is wanted; anything else is a finding.
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(unfinished);
        }
    }

    private static void goOn(AnnotationFormat format, Path file) throws IOException {
        Piece piece = new Piece("a.txt", 1 << 20, 0, new byte[0], new byte[3]);
        try (AnnotationFile annotations = open(format, file)) {
            if (!annotations.holds(piece)) {
                annotations.write(piece, new Annotation(new float[3], new int[] {1, 2}, true));
            }
        }
        open(format, file).close();
    }

    private static AnnotationFile open(AnnotationFormat format, Path file) throws IOException {
        return AnnotationFile.open(Optional.of(file), true, format.form(), new ByteArrayOutputStream());
    }
}
