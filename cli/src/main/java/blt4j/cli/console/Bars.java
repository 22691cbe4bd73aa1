package blt4j.cli.console;

/** Bars of block characters, an eighth of a column fine. */
public final class Bars {
    private static final String EIGHTHS = "▏▎▍▌▋▊▉█";

    private Bars() {}

    /**
     * A bar.
     *
     * @param share 0 to 1
     * @param columns the width of 1
     */
    public static String bar(double share, int columns) {
        int eighths = (int) Math.round(Math.clamp(share, 0.0, 1.0) * columns * 8);
        String full = "█".repeat(eighths / 8);
        return eighths % 8 == 0 ? full : full + EIGHTHS.charAt(eighths % 8 - 1);
    }
}
