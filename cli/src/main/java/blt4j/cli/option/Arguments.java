package blt4j.cli.option;

import blt4j.vocabulary.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Arguments with every byte kept. Java decodes them by the locale, which loses what the locale does not know: all but
 * ASCII under {@code LANG=C}. So where that may have happened they are read again from the system and decoded as UTF-8;
 * a byte {@code b} that is no UTF-8 becomes the lone surrogate {@code U+DC00 + b}, which no text holds.
 */
public final class Arguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final int ESCAPE = 0xDC00;

    private Arguments() {}

    /** The arguments as they were typed; those given where all is ASCII or the system does not tell. */
    public static String[] exact(String[] args) {
        if (Arrays.stream(args).allMatch(a -> a.chars().allMatch(c -> c < 0x80))) {
            return args;
        }
        try {
            return exact(args, Files.readAllBytes(COMMAND_LINE));
        } catch (IOException e) {
            return args;
        }
    }

    /** The last arguments of a command line whose arguments end with a zero byte each. */
    public static String[] exact(String[] args, byte[] commandLine) {
        int[] ends = IntStream.range(0, commandLine.length)
                .filter(i -> commandLine[i] == 0)
                .toArray();
        int first = ends.length - args.length;
        if (first < 1) {
            return args;
        }
        String[] exact = new String[args.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = decode(Arrays.copyOfRange(commandLine, ends[first + i - 1] + 1, ends[first + i]));
        }
        return exact;
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            StringBuilder text = new StringBuilder();
            for (int at = 0; at < bytes.length; ) {
                int length = Utf8.characterLength(bytes, at);
                if (length == 0) {
                    text.append((char) (ESCAPE + (bytes[at] & 0xFF)));
                    at++;
                } else {
                    text.append(new String(bytes, at, length, StandardCharsets.UTF_8));
                    at += length;
                }
            }
            return text.toString();
        }
    }

    /** The bytes of an argument. */
    static byte[] bytes(String argument) {
        if (argument.codePoints().noneMatch(Arguments::isEscape)) {
            return argument.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        argument.codePoints().forEach(c -> {
            if (isEscape(c)) {
                bytes.write(c - ESCAPE);
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    /** Within a string only a surrogate that is paired with none is seen as a code point of its own. */
    private static boolean isEscape(int codePoint) {
        return codePoint >= ESCAPE && codePoint <= ESCAPE + 0xFF;
    }
}
