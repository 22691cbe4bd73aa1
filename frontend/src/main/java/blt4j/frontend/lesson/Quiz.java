package blt4j.frontend.lesson;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A question to those who take a lesson, written on one line: {@code the question | a choice | *the right one | another}.
 *
 * @param question what is asked
 * @param choices two at least
 * @param right the index of the right one
 */
public record Quiz(String question, List<String> choices, int right) {
    /** Copies the list. */
    public Quiz {
        choices = List.copyOf(choices);
    }

    /** A question as it is written; empty if it has no two choices, or not one that is right. */
    public static Optional<Quiz> parse(String line) {
        List<String> parts =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        List<String> choices = new ArrayList<>();
        int right = -1;
        int marked = 0;
        for (String choice : parts.subList(1, parts.size())) {
            boolean star = choice.startsWith("*");
            marked += star ? 1 : 0;
            right = star ? choices.size() : right;
            choices.add(star ? choice.substring(1).strip() : choice);
        }
        boolean whole = choices.size() >= 2 && marked == 1 && choices.stream().noneMatch(String::isEmpty);
        return whole ? Optional.of(new Quiz(parts.getFirst(), choices, right)) : Optional.empty();
    }

    /** What a choice is called: A, B, C. */
    public static String letter(int choice) {
        return Character.toString('A' + choice);
    }
}
