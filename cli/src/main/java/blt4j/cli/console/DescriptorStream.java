package blt4j.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Writes to a file descriptor that this process was given, by POSIX's {@code write}. Opening {@code /dev/fd/N} instead
 * would begin a file anew, with a position of its own: whoever else writes to that file would overwrite it.
 */
public final class DescriptorStream extends OutputStream {
    private static final int EPIPE = 32; // everywhere

    private final int descriptor;

    /** The native handles, in a class of their own: linking them takes a tenth of a second, which is spent at the first write. */
    private static final class Native {
        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
        private static final MethodHandle WRITE = write();

        private Native() {}

        @SuppressWarnings("restricted") // the launcher enables native access, for mapped weights too
        private static MethodHandle write() {
            Linker linker = Linker.nativeLinker();
            FunctionDescriptor signature = FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("write"), signature, Linker.Option.captureCallState("errno"));
        }
    }

    public DescriptorStream(int descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Native.STATE);
            MemorySegment text = arena.allocate(count);
            MemorySegment.copy(bytes, from, text, ValueLayout.JAVA_BYTE, 0, count);
            long done = 0;
            while (done < count) {
                long written = write(state, text.asSlice(done));
                if (written <= 0) {
                    boolean unread = (int) Native.ERRNO.get(state, 0L) == EPIPE;
                    throw new IOException(
                            unread ? "Broken pipe" : "file descriptor " + descriptor + " takes no more bytes");
                }
                done += written;
            }
        }
    }

    private long write(MemorySegment state, MemorySegment text) {
        try {
            return (long) Native.WRITE.invokeExact(state, descriptor, text, text.byteSize());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
