package blt4j.cli.console;

/** Large numbers for people. */
public final class Units {
    private static final String[] THOUSANDS = {"", " k", " M", " G", " T", " P"};
    private static final String[] BYTES = {" B", " KiB", " MiB", " GiB", " TiB", " PiB"};

    private Units() {}

    /** A count, as {@code 4.21 M}. */
    public static String count(long count) {
        return scaled(count, 1000, THOUSANDS);
    }

    /** A number of bytes, as {@code 12.4 MiB}. */
    public static String bytes(long bytes) {
        return scaled(bytes, 1024, BYTES);
    }

    private static String scaled(long number, int step, String[] units) {
        double scaled = number;
        int unit = 0;
        while (scaled >= step && unit + 1 < units.length) {
            scaled /= step;
            unit++;
        }
        String digits =
                unit == 0 ? Long.toString(number) : scaled < 100 ? "%.2f".formatted(scaled) : "%.0f".formatted(scaled);
        return digits + units[unit];
    }
}
