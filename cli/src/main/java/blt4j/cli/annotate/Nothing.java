package blt4j.cli.annotate;

import blt4j.analysis.Annotator.Annotation;
import blt4j.cli.console.Output;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Writes no annotations, for a run that is asked for its report alone. */
final class Nothing implements AnnotationCodec {
    static final Nothing FORM = new Nothing();

    private Nothing() {}

    @Override
    public AnnotationWriter begin(Output out) {
        return new Writer();
    }

    @Override
    public Continued resume(FileChannel file) {
        return new Continued(0, Optional.empty(), new Writer());
    }

    private record Writer() implements AnnotationWriter {
        @Override
        public void write(Piece piece, Annotation annotation) {
            // Only the report wants it.
        }

        @Override
        public void finish() {
            // There is nothing to finish.
        }
    }
}
