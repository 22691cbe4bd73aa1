package blt4j.cli.annotate;

import blt4j.analysis.Annotator.Annotation;
import blt4j.cli.console.Output;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Annotations as lines of text. */
final class Lines implements AnnotationCodec {
    private static final int NEWLINE = '\n';
    private static final int BUFFER = 1 << 16;

    private final LineFormat format;
    private final List<KeptColumn> columns;

    Lines(LineFormat format, List<KeptColumn> columns) {
        this.format = format;
        this.columns = columns;
    }

    @Override
    public AnnotationWriter begin(Output out) throws IOException {
        out.print(format.header(columns));
        return new Writer(format, columns, out);
    }

    @Override
    public Continued resume(FileChannel file) throws IOException {
        Whole whole = Whole.of(file);
        long records = whole.lines() - (format.header(columns).isEmpty() ? 0 : 1);
        Optional<PieceKey> last = records > 0 ? format.key(lastLine(file, whole)) : Optional.empty();
        file.truncate(whole.end()).position(whole.end());
        Output out = new Output(Channels.newOutputStream(file));
        return new Continued(
                Math.max(0, records), last, whole.lines() == 0 ? begin(out) : new Writer(format, columns, out));
    }

    private static String lastLine(FileChannel file, Whole whole) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(Math.toIntExact(whole.end() - whole.lastLine()));
        while (line.hasRemaining() && file.read(line, whole.lastLine() + line.position()) >= 0) {
            // Reads on until the line is there.
        }
        return new String(line.array(), StandardCharsets.UTF_8);
    }

    /**
     * The lines of a file that have an end.
     *
     * @param lines how many
     * @param lastLine where the last of them begins
     * @param end where it ends
     */
    private record Whole(long lines, long lastLine, long end) {
        static Whole of(FileChannel file) throws IOException {
            long lines = 0;
            long lastLine = 0;
            long end = 0;
            long position = 0;
            InputStream in = new BufferedInputStream(Channels.newInputStream(file.position(0)), BUFFER);
            for (int b = in.read(); b >= 0; b = in.read()) {
                position++;
                if (b == NEWLINE) {
                    lines++;
                    lastLine = end;
                    end = position;
                }
            }
            return new Whole(lines, lastLine, end);
        }
    }

    /** A line is handed over whole, so an interrupted run leaves one unfinished line at most. */
    private record Writer(LineFormat format, List<KeptColumn> columns, Output out) implements AnnotationWriter {
        @Override
        public void write(Piece piece, Annotation annotation) throws IOException {
            out.println(format.record(piece, annotation, columns)).flush();
        }

        @Override
        public void finish() throws IOException {
            out.flush();
        }
    }
}
