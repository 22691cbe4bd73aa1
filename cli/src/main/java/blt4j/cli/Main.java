package blt4j.cli;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.MemoryShortage;
import blt4j.cli.console.Console;
import blt4j.cli.console.CtrlC;
import blt4j.cli.console.DescriptorStream;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Interruption;
import blt4j.cli.console.Output;
import blt4j.cli.console.ProcessInput;
import blt4j.cli.console.Terminal;
import blt4j.cli.option.Arguments;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code blt}. */
public final class Main {
    /** What a person does not take for waiting. Files are whole or marked as unfinished whenever a process ends. */
    private static final int MILLISECONDS_TO_END_IN = 20;

    /** The system properties by which the launcher says where results and messages go, if not where the JVM's own do. */
    private static final String OUTPUT = "blt4j.stdout.descriptor";

    private static final String ERROR = "blt4j.stderr.descriptor";
    private static final String ERROR_FILE = "blt4j.stderr";

    private Main() {}

    /** Runs a command on this process's streams and exits with its code. */
    public static void main(String[] args) {
        // Numbers look the same everywhere, so that what is printed can be read again.
        Locale.setDefault(Locale.ROOT);
        Interruption interruption = new Interruption();
        CountDownLatch ended = new CountDownLatch(1);
        CtrlC ctrlC = new CtrlC();
        ctrlC.handle(() -> {
            if (askToEnd(interruption, ended)) {
                ctrlC.end();
            }
        });
        // For other signals that end a process, after which a terminal, for one, has its settings back by hooks of
        // others.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> askToEnd(interruption, ended), "interruption"));
        Console console = new Console(
                inputIsOfJvm() ? InputStream.nullInputStream() : new ProcessInput(),
                outputStream(),
                new PrintStream(errorStream(), true, StandardCharsets.UTF_8),
                Terminal.detect(System.getenv(), Integer.getInteger(OUTPUT, 1), errorDescriptor()),
                interruption);
        int code = run(Arguments.exact(args), console);
        ended.countDown();
        if (!interruption.requested()) {
            System.exit(code);
        }
        try {
            Thread.sleep(Long.MAX_VALUE); // whoever asked ends the process, and with the signal's number
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether descriptor 0 is a file of the JVM's own: where standard input is closed and no launcher stands between, the
     * first file that the JVM opens gets its number, an archive of the JDK or a jar of the class path. Nobody meant it as
     * a text.
     */
    private static boolean inputIsOfJvm() {
        Path descriptor = Path.of("/proc/self/fd/0");
        try {
            Path jdk = Path.of(System.getProperty("java.home", "")).toRealPath();
            boolean ofJvm = Files.readSymbolicLink(descriptor).startsWith(jdk);
            for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
                Path jar = Path.of(entry);
                ofJvm |= Files.isRegularFile(jar) && Files.isSameFile(descriptor, jar);
            }
            return ofJvm;
        } catch (IOException | UnsupportedOperationException e) {
            return false; // a system that does not tell
        }
    }

    /** Where results go: the launcher keeps apart from them what native code of a device's driver prints. */
    private static OutputStream outputStream() {
        Integer descriptor = Integer.getInteger(OUTPUT);
        return descriptor == null ? new FileOutputStream(FileDescriptor.out) : new DescriptorStream(descriptor);
    }

    /** Where messages go: the launcher filters the JVM's own words on stderr, and names the real one apart. */
    private static OutputStream errorStream() {
        try {
            Integer descriptor = Integer.getInteger(ERROR);
            if (descriptor != null) {
                return new DescriptorStream(descriptor);
            }
            String named = System.getProperty(ERROR_FILE, "");
            return named.isEmpty() ? new FileOutputStream(FileDescriptor.err) : new FileOutputStream(named, true);
        } catch (FileNotFoundException e) {
            return new FileOutputStream(FileDescriptor.err);
        }
    }

    private static int errorDescriptor() {
        String name = System.getProperty(ERROR_FILE, "");
        return Integer.getInteger(ERROR, name.startsWith("/dev/fd/") ? Integer.parseInt(name.substring(8)) : 2);
    }

    /**
     * Asks the command to end in order, and gives it a little time: what listens does, and what does not is left behind.
     *
     * @return false if the command had ended already, and the process with it
     */
    private static boolean askToEnd(Interruption interruption, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return false;
        }
        // A listener may take its time, as one that closes connections does; the process does not wait for it.
        Thread.ofPlatform().daemon().name("listeners").start(interruption::request);
        try {
            var _ = ended.await(MILLISECONDS_TO_END_IN, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /**
     * Runs a command.
     *
     * @param args the command's name and its arguments
     * @param console where it reads and writes
     * @return the exit code: 0 if all went well, 1 if the work failed, 2 if something that was given is not right, 130
     *     if it was interrupted
     */
    public static int run(String[] args, Console console) {
        CommandLine commands = Commands.commandLine(console, args);
        Output results = new Output(console.out());
        PrintWriter out = new PrintWriter(results, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(console.err(), true, StandardCharsets.UTF_8);
        commands.setOut(out).setErr(err);
        commands.setParameterExceptionHandler((e, rejected) -> explain(e, console));
        commands.setExecutionExceptionHandler((e, command, result) -> explain(e, args, console));
        try {
            int code = ExitCode.OK;
            if (args.length == 0) {
                commands.usage(out);
            } else {
                code = commands.execute(withPlainHelp(args));
            }
            out.flush();
            Optional<Output.ClosedException> closed = results.closed();
            return code == ExitCode.OK && closed.isPresent() ? explain(closed.get(), args, console) : code;
        } catch (OutOfMemoryError e) {
            console.err()
                    .println(
                            MemoryShortage.isOutsideHeap(e)
                                    ? "blt: The system refused memory outside Java's heap (" + e.getMessage()
                                            + "): the machine has no more, or a limit of the process (ulimit) forbids it."
                                    : "blt: The memory does not suffice; give a shorter text, or Java more memory with"
                                            + " BLT_JAVA_OPTS=-Xmx8g.");
            return ExitCode.FAILED;
        } catch (InternalError e) {
            // So the JVM says that a page of a mapped file was not there.
            console.err()
                    .println("blt: A file was cut or replaced while it was read (" + e.getMessage() + "); try again.");
            return ExitCode.FAILED;
        } finally {
            console.err().flush();
        }
    }

    private static String[] withPlainHelp(String... args) {
        return Arrays.stream(args)
                .map(argument -> argument.equals(Commands.HELP_ALL) ? "--help" : argument)
                .toArray(String[]::new);
    }

    private static int explain(ParameterException e, Console console) {
        String message = e instanceof UnmatchedArgumentException unmatched
                ? Misspelling.explain(unmatched)
                : String.valueOf(e.getMessage()).strip();
        StringBuilder sentence = new StringBuilder("blt: ").append(message);
        if (!message.endsWith(".") && !message.endsWith("?")) {
            sentence.append('.');
        }
        sentence.append(" See '")
                .append(e.getCommandLine().getCommandSpec().qualifiedName())
                .append(" --help'.");
        console.err().println(Foreign.shown(sentence.toString()));
        return ExitCode.BAD_INPUT;
    }

    private static int explain(Exception e, String[] args, Console console) {
        if (e instanceof UncheckedIOException && e.getCause() instanceof IOException cause) {
            return explain(cause, args, console);
        }
        boolean verbose = Arrays.asList(args).contains("--verbose");
        if (e instanceof Output.ClosedException closed && closed.isBrokenPipe()) {
            return ExitCode.BROKEN_PIPE;
        }
        if (e instanceof CancellationException) {
            return ExitCode.INTERRUPTED;
        }
        if (verbose) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            console.err().print(Foreign.shown(trace.toString()));
        }
        if (e instanceof BltException) {
            console.err().println(Foreign.shown("blt: " + e.getMessage()));
            return ExitCode.BAD_INPUT;
        }
        if (e instanceof Output.ClosedException) {
            console.err().println(Foreign.shown("blt: The output could not be written: " + e.getMessage() + "."));
            return ExitCode.FAILED;
        }
        console.err()
                .println(Foreign.shown("blt: Something went wrong that should not have: " + e
                        + (verbose ? "" : ". With --verbose it is shown where.")));
        return ExitCode.FAILED;
    }
}
