package blt4j.tokenizer;

/**
 * A token that is looked for in the text before anything else, such as {@code <|end_of_text|>}.
 *
 * @param id its id
 * @param content the text that stands for it
 * @param special whether it marks something rather than being text
 * @param singleWord whether it counts only where no word goes on before or after it
 * @param stripsLeft whether it takes the white space before it along
 * @param stripsRight whether it takes the white space after it along
 */
record AddedToken(
        int id, String content, boolean special, boolean singleWord, boolean stripsLeft, boolean stripsRight) {
    /** Whether the token may stand where it was found. */
    boolean fits(String text, int at) {
        if (!singleWord) {
            return true;
        }
        int end = at + content.length();
        boolean before = at > 0 && isWord(text.codePointBefore(at));
        boolean after = end < text.length() && isWord(text.codePointAt(end));
        return !before && !after;
    }

    private static boolean isWord(int codePoint) {
        return Character.isLetterOrDigit(codePoint) || codePoint == '_';
    }

    /** Where what it takes along begins, no earlier than {@code from}. */
    int begin(String text, int at, int from) {
        int begin = at;
        while (stripsLeft && begin > from && isSpace(text.charAt(begin - 1))) {
            begin--;
        }
        return begin;
    }

    /** Where what it takes along ends. */
    int end(String text, int at) {
        int end = at + content.length();
        while (stripsRight && end < text.length() && isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
