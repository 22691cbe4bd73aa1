package blt4j.cli.annotate;

import blt4j.analysis.Annotator.Annotation;
import java.io.IOException;

/** Writes annotations in one form, one after another. */
interface AnnotationWriter {
    /** Writes about a piece, at once or with those that follow. */
    void write(Piece piece, Annotation annotation) throws IOException;

    /** Writes what was held back, and what stands at the end. */
    void finish() throws IOException;
}
