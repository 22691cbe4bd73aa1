package blt4j.frontend.lesson;

import blt4j.BltException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A lesson as it is written, which a teacher can do by hand: Markdown with a title, a sentence of what one learns, and
 * steps. A step is a second heading, lines of {@code key: value} for what is shown, an empty line and the words. View, text
 * and noise stay from step to step until a step names others; whatever else a step asks for holds for that step alone.
 *
 * @param name what the lesson is called, for messages too
 * @param title its heading
 * @param about what one learns in it
 * @param steps one at least
 */
public record LessonText(String name, String title, String about, List<Step> steps) {
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
    public LessonText {
        steps = List.copyOf(steps);
    }

    /**
     * A step.
     *
     * @param lesson the name of its lesson
     * @param line where it begins, from 1
     * @param title its heading
     * @param words what is said
     * @param state what is to be shown, by key
     */
    public record Step(String lesson, int line, String title, String words, Map<String, String> state) {
        /** Copies the state. */
        public Step {
            state = Map.copyOf(state);
        }

        /** The value of a key. */
        public Optional<String> find(String key) {
            return Optional.ofNullable(state.get(key));
        }

        /** The value of a key, or another where the step has none. */
        public String get(String key, String otherwise) {
            return state.getOrDefault(key, otherwise);
        }

        /** The text, without quotation marks around it, and with its line breaks and tabs; empty for a sample or none. */
        public Optional<String> text() {
            return find("text").map(LessonText::unescape);
        }

        /**
         * The question that is asked before the words are said.
         *
         * @throws BltException if it is not written as {@link Quiz} says
         */
        public Optional<Quiz> quiz() {
            return find("quiz")
                    .map(line -> Quiz.parse(line)
                            .orElseThrow(() ->
                                    fault("whose quiz is not of the form \"question | choice | *right choice\"")));
        }

        /**
         * The byte to look at: by its index, or the first byte of the first place where some characters stand.
         *
         * @param text that is shown
         * @return an index of a byte, which may be past the text's end; empty if the step selects none
         * @throws BltException if the characters are not in the text
         */
        public OptionalInt selected(String text) {
            String value = unescape(get("select", ""));
            if (value.isEmpty()) {
                return OptionalInt.empty();
            }
            if (value.matches("[0-9]{1,9}")) {
                return OptionalInt.of(Integer.parseInt(value));
            }
            int at = text.indexOf(value);
            if (at < 0) {
                throw fault("that selects \"" + value + "\", which its text has not");
            }
            return OptionalInt.of(text.substring(0, at).getBytes(StandardCharsets.UTF_8).length);
        }

        /** Says of the step what is wrong with it: {@code what} ends the sentence "Line 3 of the lesson x begins a step …". */
        public BltException fault(String what) {
            return LessonText.fault(lesson, line, "begins a step " + what);
        }
    }

    /** What is being read of a step. */
    private static final class Draft {
        private final String title;
        private final int line;
        private final StringBuilder words = new StringBuilder();
        private final Map<String, String> state = new HashMap<>();
        private boolean inState = true;
        private boolean empty = true;

        Draft(String title, int line, Map<String, String> before) {
            this.title = title;
            this.line = line;
            before.forEach((key, value) -> {
                if (STAYING.contains(key)) {
                    state.put(key, value);
                }
            });
        }

        /** Takes a line of the step; an empty one ends what is shown once something was said of that. */
        void take(String text, String lesson, int number) {
            if (inState && text.matches("[a-z]+:.*")) {
                put(text.substring(0, text.indexOf(':')), text, lesson, number);
            } else if (!text.isEmpty() || !empty) {
                inState = false;
                join(words, text);
            }
        }

        private void put(String key, String text, String lesson, int number) {
            if (!KEYS.contains(key)) {
                throw fault(
                        lesson,
                        number,
                        "says " + key + ", which is none of "
                                + String.join(", ", KEYS.stream().sorted().toList()));
            }
            if (key.equals("text") || key.equals("sample")) {
                state.keySet().removeAll(Set.of("text", "sample"));
            }
            state.put(key, text.substring(key.length() + 1).strip());
            empty = false;
        }

        Step step(String lesson) {
            return new Step(lesson, line, title, words.toString().strip(), state);
        }
    }

    /**
     * Reads a lesson.
     *
     * @param name what it is called, for messages too
     * @param markdown the file's content
     * @throws BltException if it is not written as it should be; the message names the line
     */
    public static LessonText parse(String name, String markdown) {
        String title = "";
        StringBuilder about = new StringBuilder();
        List<Draft> drafts = new ArrayList<>();
        int number = 0;
        for (String line : markdown.lines().map(String::strip).toList()) {
            number++;
            if (line.startsWith("## ")) {
                Map<String, String> before = drafts.isEmpty() ? Map.of() : drafts.getLast().state;
                drafts.add(new Draft(line.substring(3).strip(), number, before));
            } else if (line.startsWith("# ")) {
                title = line.substring(2).strip();
            } else if (drafts.isEmpty()) {
                join(about, line);
            } else {
                drafts.getLast().take(line, name, number);
            }
        }
        if (title.isEmpty() || drafts.isEmpty()) {
            throw new BltException("The lesson " + name + " needs a title after \"# \" and a step after \"## \".");
        }
        return new LessonText(
                name,
                title,
                about.toString().strip(),
                drafts.stream().map(draft -> draft.step(name)).toList());
    }

    private static BltException fault(String lesson, int line, String what) {
        return new BltException("Line " + line + " of the lesson " + lesson + " " + what + ".");
    }

    private static String unescape(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        String inner = quoted ? text.substring(1, text.length() - 1) : text;
        return inner.replace("\\n", "\n").replace("\\t", "\t");
    }

    /** Joins lines of a paragraph with a space where the script writes spaces. */
    private static void join(StringBuilder words, String line) {
        if (!words.isEmpty() && !line.isEmpty() && words.charAt(words.length() - 1) < 0x2E80) {
            words.append(' ');
        }
        words.append(line);
    }
}
