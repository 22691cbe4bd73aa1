package blt4j;

import org.apiguardian.api.API;

/**
 * Strings that come from somebody else: names of tensors, files and devices, arguments, and sentences that hold them.
 * None reaches a terminal as a command.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Foreign {
    private static final int CONTROL_PICTURES = 0x2400;
    private static final int DELETE = 0x7F;

    private Foreign() {}

    /**
     * {@return what is shown for a string: itself, with signs for control characters and for the invisible ones that
     * reorder text} Ends of lines stay.
     *
     * @param text from a file or the network
     */
    public static String shown(String text) {
        if (text.codePoints().allMatch(Foreign::isHarmless)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                shown.appendCodePoint(c);
            } else if (c < ' ') {
                shown.appendCodePoint(CONTROL_PICTURES + c);
            } else if (c == DELETE) {
                shown.append('\u2421');
            } else {
                shown.append("\\u%04X".formatted(c));
            }
        });
        return shown.toString();
    }

    private static boolean isHarmless(int c) {
        if (c == '\n' || c == '\t') {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> c == 0x200C || c == 0x200D;
            default -> true;
        };
    }
}
