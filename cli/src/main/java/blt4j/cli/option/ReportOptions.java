package blt4j.cli.option;

import picocli.CommandLine.Option;

/** The form of an answer that is either read by people or by programs. */
public final class ReportOptions {
    /** The forms. */
    enum Format {
        /** For people. */
        TEXT,
        /** One object. */
        JSON
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json. Default ${DEFAULT-VALUE}.")
    private Format format = Format.TEXT;

    /** Whether people read the answer. */
    public boolean isText() {
        return format == Format.TEXT;
    }
}
