package blt4j.cli.console;

/** What the program's exit status tells. */
public final class ExitCode {
    /** All went well. */
    public static final int OK = 0;
    /** The work was done and failed, as a verification that found differences; or the program has a fault. */
    public static final int FAILED = 1;
    /** What was asked for cannot be done: arguments, texts or models that are not right. */
    public static final int BAD_INPUT = 2;
    /** It was interrupted: 128 and the number of SIGINT. */
    public static final int INTERRUPTED = 130;
    /** Nobody reads the output any more: 128 and the number of SIGPIPE. */
    public static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
