package blt4j.cli.console;

/** When to write colours. */
public enum ColorWhen {
    /** On a terminal that has them, unless NO_COLOR says otherwise. */
    AUTO,
    /** Always, into pipes and files too. */
    ALWAYS,
    /** Never. */
    NEVER;

    /** The colours to write. */
    public Colors on(Terminal terminal) {
        return switch (this) {
            case NEVER -> Colors.NONE;
            case ALWAYS -> terminal.capable() == Colors.NONE ? Colors.BASIC : terminal.capable();
            case AUTO -> terminal.output() && !terminal.noColor() ? terminal.capable() : Colors.NONE;
        };
    }
}
