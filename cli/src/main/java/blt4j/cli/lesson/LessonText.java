package blt4j.cli.lesson;

import blt4j.BltException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A lesson as it is written: Markdown with a title, a sentence of what one learns, and steps, each a second heading with
 * lines of {@code key: value} and words. View, text and noise stay from step to step until said anew, the rest does not.
 *
 * @param title its heading
 * @param about what one learns in it
 * @param steps one at least
 */
record LessonText(String title, String about, List<Step> steps) {
    private static final Set<String> STAYING = Set.of("view", "text", "sample", "noise");
    private static final Set<String> KEYS = Set.of(
            "view",
            "text",
            "sample",
            "select",
            "noise",
            "rule",
            "threshold",
            "rise",
            "size",
            "mean",
            "limit",
            "details",
            "quiz");

    /** Copies the list. */
    LessonText {
        steps = List.copyOf(steps);
    }

    /**
     * A step.
     *
     * @param title its heading
     * @param words what is said
     * @param state what is to be shown, by key
     */
    record Step(String title, String words, Map<String, String> state) {
        Step {
            state = Map.copyOf(state);
        }

        String get(String key, String otherwise) {
            return state.getOrDefault(key, otherwise);
        }
    }

    /** What is being read of a step. */
    private static final class Draft {
        final String title;
        final StringBuilder words = new StringBuilder();
        final Map<String, String> state = new HashMap<>();
        boolean inState = true;

        Draft(String title, Map<String, String> before) {
            this.title = title;
            before.forEach((key, value) -> {
                if (STAYING.contains(key)) {
                    state.put(key, value);
                }
            });
        }

        Step step() {
            return new Step(title, words.toString().strip(), state);
        }
    }

    /**
     * Reads a lesson.
     *
     * @throws BltException naming the line that is not as it should be
     */
    static LessonText parse(String name, String markdown) {
        String title = "";
        StringBuilder about = new StringBuilder();
        List<Draft> drafts = new ArrayList<>();
        int number = 0;
        for (String line : markdown.lines().map(String::strip).toList()) {
            number++;
            if (line.startsWith("## ")) {
                drafts.add(new Draft(line.substring(3).strip(), drafts.isEmpty() ? Map.of() : drafts.getLast().state));
            } else if (line.startsWith("# ")) {
                title = line.substring(2).strip();
            } else if (drafts.isEmpty()) {
                join(about, line);
            } else {
                take(drafts.getLast(), line, name, number);
            }
        }
        if (title.isEmpty() || drafts.isEmpty()) {
            throw new BltException("The lesson " + name + " needs a title after \"# \" and a step after \"## \".");
        }
        return new LessonText(
                title,
                about.toString().strip(),
                drafts.stream().map(Draft::step).toList());
    }

    private static void take(Draft step, String line, String name, int number) {
        if (step.inState && line.matches("[a-z]+:.*")) {
            String key = line.substring(0, line.indexOf(':'));
            if (!KEYS.contains(key)) {
                throw new BltException(
                        "Line " + number + " of the lesson " + name + " says " + key + ", which is none of "
                                + String.join(", ", KEYS.stream().sorted().toList()) + ".");
            }
            if (key.equals("text") || key.equals("sample")) {
                step.state.keySet().removeAll(Set.of("text", "sample"));
            }
            step.state.put(key, line.substring(key.length() + 1).strip());
        } else if (!line.isEmpty()) {
            step.inState = false;
            join(step.words, line);
        }
    }

    /** Joins lines of a paragraph with a space where the script writes spaces. */
    private static void join(StringBuilder words, String line) {
        if (!words.isEmpty() && !line.isEmpty() && words.charAt(words.length() - 1) < 0x2E80) {
            words.append(' ');
        }
        words.append(line);
    }
}
