package blt4j.analysis.compare;

import blt4j.BltException;
import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Utf8.Glyph;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apiguardian.api.API;

/**
 * Ways of spoiling a text, to see which segmentation holds: those of the paper's robustness study (section 6.1 of arXiv
 * 2412.09871), and typing errors. They work character by character; bytes that are no UTF-8 stay as they are.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Noise {
    /** All upper case, a space after every character. */
    ANT_SPEAK(1) {
        @Override
        void write(List<String> text, int i, double rate, RandomGenerator random, StringBuilder into) {
            boolean joined = i > 0 && !isMark(text.get(i));
            into.append(joined ? " " : "").append(text.get(i).toUpperCase(Locale.ROOT));
        }
    },
    /** Characters left out; the paper leaves out one in ten. */
    DROP(0.1) {
        @Override
        void write(List<String> text, int i, double rate, RandomGenerator random, StringBuilder into) {
            into.append(random.nextDouble() < rate ? "" : text.get(i));
        }
    },
    /** Each letter upper or lower case by chance; the paper's is even. */
    RANDOM_CASE(0.5) {
        @Override
        void write(List<String> text, int i, double rate, RandomGenerator random, StringBuilder into) {
            String character = text.get(i);
            into.append(
                    random.nextDouble() < rate
                            ? character.toUpperCase(Locale.ROOT)
                            : character.toLowerCase(Locale.ROOT));
        }
    },
    /** Characters that occur up to four times instead of once; the paper repeats one in five. */
    REPEAT(0.2) {
        @Override
        void write(List<String> text, int i, double rate, RandomGenerator random, StringBuilder into) {
            into.append(text.get(i).repeat(random.nextDouble() < rate ? random.nextInt(2, 5) : 1));
        }
    },
    /** All upper case. */
    UPPER_CASE(1) {
        @Override
        void write(List<String> text, int i, double rate, RandomGenerator random, StringBuilder into) {
            into.append(text.get(i).toUpperCase(Locale.ROOT));
        }
    },
    /** Letters doubled, left out, swapped with the one before, or struck on the neighbouring key. */
    TYPOS(0.05) {
        @Override
        void write(List<String> text, int i, double rate, RandomGenerator random, StringBuilder into) {
            String character = text.get(i);
            boolean spoilt = Character.isLetter(character.codePointAt(0)) && random.nextDouble() < rate;
            switch (spoilt ? random.nextInt(4) : -1) {
                case 0 -> into.append(character).append(character);
                case 1 -> {}
                case 2 -> into.insert(into.length() - lengthBefore(text, i, into), character);
                case 3 -> into.append(Keyboard.neighbour(character, random));
                default -> into.append(character);
            }
        }
    };

    private final double usualRate;

    Noise(double usualRate) {
        this.usualRate = usualRate;
    }

    /** {@return the rate that the paper uses, or that reads like hasty typing; 1 for noises that spoil everything} */
    public double usualRate() {
        return usualRate;
    }

    /** {@return whether a rate other than the usual makes sense} */
    public boolean hasRate() {
        return usualRate < 1;
    }

    /**
     * Spoils a text at the {@link #usualRate}.
     *
     * @param text any bytes; not changed
     * @param seed equal seeds spoil alike
     * @return the spoiled text, as a new array
     */
    public byte[] apply(byte[] text, long seed) {
        return apply(text, usualRate, seed);
    }

    /**
     * Spoils a text.
     *
     * @param text in UTF-8, as far as it is
     * @param rate how many of the characters are affected, 0 to 1; without effect where there is no {@link
     *     #hasRate}
     * @param seed the same seed spoils the same text alike
     * @return the spoiled text, as a new array
     * @throws BltException if the rate is out of range
     */
    public byte[] apply(byte[] text, double rate, long seed) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new BltException("The rate of noise is " + rate + "; it must be from 0 to 1.");
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        ByteArrayOutputStream spoilt = new ByteArrayOutputStream(text.length * 2);
        List<Glyph> glyphs = Utf8.glyphs(text);
        for (int i = 0; i < glyphs.size(); ) {
            int end = i;
            while (end < glyphs.size() && glyphs.get(end).valid()) {
                end++;
            }
            spoilt.writeBytes(apply(glyphs.subList(i, end), rate, random).getBytes(StandardCharsets.UTF_8));
            for (i = end; i < glyphs.size() && !glyphs.get(i).valid(); i++) {
                spoilt.write(text[glyphs.get(i).begin()]);
            }
        }
        return spoilt.toByteArray();
    }

    private String apply(List<Glyph> glyphs, double rate, RandomGenerator random) {
        List<String> characters =
                glyphs.stream().map(g -> Character.toString(g.codePoint())).toList();
        StringBuilder spoilt = new StringBuilder();
        for (int i = 0; i < characters.size(); i++) {
            write(characters, i, rate, random, spoilt);
        }
        return spoilt.toString();
    }

    /** Writes what becomes of character {@code i}. */
    abstract void write(List<String> text, int i, double rate, RandomGenerator random, StringBuilder into);

    /** Whether a character belongs to the one before it: a combining mark, or what joins and varies emoji. */
    private static boolean isMark(String character) {
        int codePoint = character.codePointAt(0);
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> codePoint == 0x200D;
        };
    }

    /** How many chars the character before {@code i} left at the end, if it left itself. */
    private static int lengthBefore(List<String> text, int i, StringBuilder into) {
        if (i == 0) {
            return 0;
        }
        String before = text.get(i - 1);
        int start = into.length() - before.length();
        return start >= 0 && into.indexOf(before, start) == start ? before.length() : 0;
    }
}
