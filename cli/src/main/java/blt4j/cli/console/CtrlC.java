package blt4j.cli.console;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jline.utils.Signals;

/**
 * Ctrl-C, as this process takes it. In the JVM's own way its hooks would be run, all threads stopped at a safe place, and the
 * compilers waited for, which come to theirs up to a tenth of a second later. Here the process ends by the signal itself, as
 * programs without a JVM do: at once, and a shell sees that it was interrupted and ends its script too.
 */
public final class CtrlC {
    private static final String NAME = "INT";
    private static final int NUMBER = 2; // everywhere

    /** Linking takes a tenth of a second, for which nobody waits: what is through before needs no more than the JVM's way. */
    private static final int MILLISECONDS_BEFORE_LINKING = 1000;

    private volatile Optional<MethodHandle> raise = Optional.empty();

    /** Has a new thread do something each time the signal comes, from now on. */
    public void handle(Runnable action) {
        Signals.register(NAME, action);
        Thread.ofPlatform().daemon().name("ctrl-c").start(this::link);
    }

    /** Java's own way to raise a signal refuses those that have no handler of Java's. */
    @SuppressWarnings("restricted") // the launcher enables native access, for mapped weights too
    private void link() {
        try {
            Thread.sleep(MILLISECONDS_BEFORE_LINKING);
            Linker linker = Linker.nativeLinker();
            Optional<MethodHandle> found = linker.defaultLookup()
                    .find("raise")
                    .map(address -> linker.downcallHandle(
                            address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
            found.ifPresent(function -> raise(function, 0)); // is no signal, and makes the call ready
            raise = found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends this process as the signal does where nobody handles it. No hook is run, and nothing that is open is closed. */
    public void end() {
        raise.ifPresent(function -> {
            Signals.registerDefault(NAME);
            raise(function, NUMBER);
        });
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }

    private static void raise(MethodHandle function, int number) {
        try {
            int _ = (int) function.invokeExact(number);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
