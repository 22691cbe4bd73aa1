package blt4j.cli.lesson;

import blt4j.BltException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a step asks, as it is written: {@code the question | a choice | *the right one | another}.
 *
 * @param asked the question
 * @param choices two at least
 * @param right the index of the right one
 */
record Question(String asked, List<String> choices, int right) {
    Question {
        choices = List.copyOf(choices);
    }

    /**
     * The question of a step, if it has one.
     *
     * @throws BltException if it has no two choices, or not one that is right
     */
    static Optional<Question> of(LessonText.Step step) {
        String line = step.get("quiz", "");
        if (line.isEmpty()) {
            return Optional.empty();
        }
        List<String> choices = new ArrayList<>();
        int right = -1;
        int marked = 0;
        String[] parts = line.split("\\|", -1);
        for (int i = 1; i < parts.length; i++) {
            String choice = parts[i].strip();
            boolean star = choice.startsWith("*");
            marked += star ? 1 : 0;
            right = star ? i - 1 : right;
            choices.add(star ? choice.substring(1).strip() : choice);
        }
        if (choices.size() < 2 || marked != 1) {
            throw new BltException("The step \"" + step.title()
                    + "\" has a quiz that is not of the form \"question | choice | *right choice\".");
        }
        return Optional.of(new Question(parts[0].strip(), choices, right));
    }

    /** What a choice is called: A, B, C. */
    static String letter(int choice) {
        return Character.toString('A' + choice);
    }
}
