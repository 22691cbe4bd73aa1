package blt4j.cli.console;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Proxy;
import java.util.Optional;

/**
 * Ctrl-C, as this process takes it. In the JVM's own way its hooks would be run, all threads stopped at a safe place, and the
 * compilers waited for, which come to theirs up to a tenth of a second later. Here the process ends by the signal itself, as
 * programs without a JVM do: at once, and a shell sees that it was interrupted and ends its script too.
 *
 * <p>The JDK's own class for signals is reached by reflection, since javac would warn of it whatever stands in the code. JLine's,
 * around it, starts a logger first, which is a tenth of what a short command takes.
 */
public final class CtrlC {
    private static final String NAME = "INT";
    private static final int NUMBER = 2; // everywhere

    /** Linking takes a tenth of a second, for which nobody waits: what is through before needs no more than the JVM's way. */
    private static final int MILLISECONDS_BEFORE_LINKING = 2000;

    private volatile Optional<MethodHandle> raise = Optional.empty();

    /** Has a new thread do something each time the signal comes, from now on. */
    public void handle(Runnable action) {
        handle(type -> Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> {
            action.run();
            return null;
        }));
        Thread.ofPlatform().daemon().name("ctrl-c").start(this::link);
    }

    /** Makes what the signal's handler is to be, given the handlers' type. */
    private interface Handler {
        Object of(Class<?> type) throws ReflectiveOperationException;
    }

    private static void handle(Handler handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, type)
                    .invoke(null, signal.getConstructor(String.class).newInstance(NAME), handler.of(type));
        } catch (ReflectiveOperationException e) {
            // Such a JVM, or one that is told to leave signals alone (-Xrs), ends in its own way.
        }
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
            handle(type -> type.getField("SIG_DFL").get(null));
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
