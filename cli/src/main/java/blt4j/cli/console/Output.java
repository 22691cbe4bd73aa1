package blt4j.cli.console;

import blt4j.Foreign;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Standard output as UTF-8, buffered, that tells when nobody listens any more. */
public final class Output extends OutputStream {
    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 14];
    private int used;
    private Optional<ClosedException> closed = Optional.empty();

    public Output(OutputStream out) {
        this.out = out;
    }

    /** Writes text. */
    public Output print(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Writes a line of a listing, with signs for what would command a terminal. */
    public Output list(String text) throws IOException {
        return println(Foreign.shown(text));
    }

    /** Writes text and ends the line. */
    public Output println(String text) throws IOException {
        return print(text).print("\n");
    }

    @Override
    public void write(int b) throws IOException {
        if (used == buffer.length) {
            spill();
        }
        buffer[used++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > buffer.length - used) {
            spill();
        }
        if (length > buffer.length) {
            pass(bytes, offset, length);
            return;
        }
        System.arraycopy(bytes, offset, buffer, used, length);
        used += length;
    }

    /** The first error of writing; for callers that write through a class which swallows exceptions, such as PrintStream. */
    public Optional<ClosedException> closed() {
        return closed;
    }

    private ClosedException close(IOException cause) {
        ClosedException exception = new ClosedException(cause);
        closed = closed.or(() -> Optional.of(exception));
        return exception;
    }

    private void spill() throws IOException {
        int n = used;
        used = 0;
        pass(buffer, 0, n);
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw close(e);
        }
    }

    @Override
    public void flush() throws IOException {
        spill();
        try {
            out.flush();
        } catch (IOException e) {
            throw close(e);
        }
    }

    /** The reader of the output has gone, as {@code head} does when it has enough; or the disk is full. */
    public static final class ClosedException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        ClosedException(IOException cause) {
            super(cause.getMessage(), cause);
        }

        /** Whether the reading end of the pipe was closed (EPIPE), and not that writing failed otherwise. */
        public boolean isBrokenPipe() {
            return String.valueOf(getMessage()).contains("Broken pipe")
                    || String.valueOf(getMessage()).contains("Pipe closed");
        }
    }
}
