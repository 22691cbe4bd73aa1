package blt4j.analysis.compare;

import java.util.random.RandomGenerator;

/** Which keys lie beside each other on a QWERTY keyboard. */
final class Keyboard {
    private static final String[] ROWS = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};

    private Keyboard() {}

    /** A key beside that of a letter, in the letter's case; the letter itself where it is on none of the keys. */
    static String neighbour(String letter, RandomGenerator random) {
        char lower = Character.toLowerCase(letter.charAt(0));
        for (String row : ROWS) {
            int at = row.indexOf(lower);
            if (at >= 0 && letter.length() == 1) {
                int beside = at == 0 ? 1 : at == row.length() - 1 ? at - 1 : at + (random.nextBoolean() ? 1 : -1);
                char key = row.charAt(beside);
                return String.valueOf(Character.isUpperCase(letter.charAt(0)) ? Character.toUpperCase(key) : key);
            }
        }
        return letter;
    }
}
