package blt4j.visualizer.lesson;

import blt4j.BltException;
import blt4j.analysis.compare.Noise;
import blt4j.patching.PatchingRule;
import blt4j.visualizer.lesson.LessonStep.Patching;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.state.PatchingChoice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Reads a lesson, which is Markdown that a teacher can write by hand: a heading with its title, a sentence on what it is
 * about, and for each step a second heading, lines of {@code key: value} for what is shown, an empty line and the words.
 * What a step does not say is as in the step before; only the selected byte and the patching are said anew each time.
 */
final class LessonParser {
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

    private final String name;
    private final UnaryOperator<String> samples;
    private int lineNumber;

    private LessonParser(String name, UnaryOperator<String> samples) {
        this.name = name;
        this.samples = samples;
    }

    /** A step as it is written. */
    private static final class Raw {
        final String title;
        final int line;
        final Map<String, String> state = new HashMap<>();
        final StringBuilder words = new StringBuilder();

        Raw(String title, int line) {
            this.title = title;
            this.line = line;
        }
    }

    /**
     * Reads a lesson.
     *
     * @param name what it is called, for messages too
     * @param markdown the file's content
     * @param samples finds a sample text by its name
     * @throws BltException if it is not written as it should be; the message names the line
     */
    static Lesson parse(String name, String markdown, UnaryOperator<String> samples) {
        return new LessonParser(name, samples).parse(markdown);
    }

    private Lesson parse(String markdown) {
        String title = "";
        StringBuilder about = new StringBuilder();
        List<Raw> raws = new ArrayList<>();
        boolean inState = false;
        for (String line : markdown.lines().map(String::strip).toList()) {
            lineNumber++;
            if (line.startsWith("## ")) {
                raws.add(new Raw(line.substring(3).strip(), lineNumber));
                inState = true;
            } else if (line.startsWith("# ")) {
                title = line.substring(2).strip();
            } else if (raws.isEmpty()) {
                join(about, line);
            } else if (inState && keyed(line)) {
                putState(raws.getLast(), line);
            } else if (!line.isEmpty() || !raws.getLast().state.isEmpty()) {
                inState = false;
                join(raws.getLast().words, line);
            }
        }
        if (title.isEmpty() || raws.isEmpty()) {
            throw new BltException("The lesson " + name + " needs a title after \"# \" and a step after \"## \".");
        }
        return new Lesson(name, title, about.toString().strip(), steps(raws));
    }

    private static boolean keyed(String line) {
        return line.matches("[a-z]+:.*");
    }

    /** Joins lines of a paragraph with a space where the script writes spaces. */
    private static void join(StringBuilder words, String line) {
        if (!words.isEmpty() && !line.isEmpty() && words.charAt(words.length() - 1) < 0x2E80) {
            words.append(' ');
        }
        words.append(line);
    }

    private void putState(Raw raw, String line) {
        String key = line.substring(0, line.indexOf(':'));
        if (!KEYS.contains(key)) {
            throw fault(
                    lineNumber,
                    "says " + key + ", which is none of "
                            + String.join(", ", KEYS.stream().sorted().toList()));
        }
        raw.state.put(key, line.substring(key.length() + 1).strip());
    }

    private BltException fault(int line, String what) {
        return new BltException("Line " + line + " of the lesson " + name + " " + what + ".");
    }

    private List<LessonStep> steps(List<Raw> raws) {
        List<LessonStep> steps = new ArrayList<>();
        String view = "patch";
        Optional<Document> document = Optional.empty();
        Optional<Noise> noise = Optional.empty();
        for (Raw raw : raws) {
            view = raw.state.getOrDefault("view", view);
            document = document(raw).or(orElse(document));
            noise = raw.state.containsKey("noise") ? noise(raw) : noise;
            steps.add(new LessonStep(
                    raw.title,
                    raw.words.toString().strip(),
                    view,
                    document,
                    select(raw, document),
                    noise,
                    details(raw),
                    patching(raw),
                    quiz(raw)));
        }
        return steps;
    }

    private static <T> java.util.function.Supplier<Optional<T>> orElse(Optional<T> other) {
        return () -> other;
    }

    private Optional<Document> document(Raw raw) {
        Optional<String> text = Optional.ofNullable(raw.state.get("text")).map(LessonParser::unescape);
        return text.or(() -> Optional.ofNullable(raw.state.get("sample")).map(s -> sample(raw, s)))
                .map(Document::of);
    }

    private String sample(Raw raw, String sample) {
        try {
            return samples.apply(sample);
        } catch (IllegalArgumentException e) {
            throw new BltException(
                    "The step at line " + raw.line + " of the lesson " + name + " asks for the sample " + sample
                            + ", which there is not.",
                    e);
        }
    }

    private static String unescape(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        String inner = quoted ? text.substring(1, text.length() - 1) : text;
        return inner.replace("\\n", "\n").replace("\\t", "\t");
    }

    private Optional<Noise> noise(Raw raw) {
        String value = raw.state.getOrDefault("noise", "none");
        return value.equals("none") ? Optional.empty() : Optional.of(constant(raw, "noise", value, Noise::valueOf));
    }

    /** What the step asks. */
    private Optional<Quiz> quiz(Raw raw) {
        Optional<String> line = Optional.ofNullable(raw.state.get("quiz"));
        Optional<Quiz> quiz = line.flatMap(Quiz::parse);
        if (line.isPresent() && quiz.isEmpty()) {
            throw fault(raw.line, "begins a step whose quiz is not of the form \"question | choice | *right choice\"");
        }
        return quiz;
    }

    /** Whether the step opens the patch view's details. */
    private boolean details(Raw raw) {
        String value = raw.state.getOrDefault("details", "closed");
        if (!value.equals("open") && !value.equals("closed")) {
            throw fault(raw.line, "begins a step whose details are " + value + ", and not open or closed");
        }
        return value.equals("open");
    }

    /** A byte by its index, or the first byte of the first place where some characters stand. */
    private OptionalInt select(Raw raw, Optional<Document> document) {
        String value = unescape(raw.state.getOrDefault("select", ""));
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (value.matches("[0-9]{1,9}")) {
            return OptionalInt.of(Integer.parseInt(value));
        }
        String text = document.map(d -> d.text().string()).orElse("");
        int at = text.indexOf(value);
        if (at < 0) {
            throw fault(raw.line, "begins a step that selects \"" + value + "\", which its text has not");
        }
        return OptionalInt.of(ByteText.of(text.substring(0, at)).length());
    }

    private Patching patching(Raw raw) {
        return new Patching(
                Optional.ofNullable(raw.state.get("rule")).map(v -> constant(raw, "rule", v, LessonParser::rule)),
                number(raw, "threshold"),
                number(raw, "rise"),
                whole(raw, "size"),
                number(raw, "mean"),
                whole(raw, "limit"));
    }

    /** Lessons call the rule of entropies what its control is called. */
    private static PatchingRule rule(String constant) {
        PatchingRule rule = constant.equals("THRESHOLD") ? PatchingRule.ENTROPY : PatchingRule.valueOf(constant);
        if (!PatchingChoice.RULES.contains(rule)) {
            throw new IllegalArgumentException("the rule " + rule + " looks ahead");
        }
        return rule;
    }

    private <T> T constant(Raw raw, String key, String value, Function<String, T> valueOf) {
        try {
            return valueOf.apply(value.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new BltException(
                    "The step at line " + raw.line + " of the lesson " + name + " has the " + key + " " + value
                            + ", which there is not.",
                    e);
        }
    }

    private OptionalDouble number(Raw raw, String key) {
        String value = raw.state.getOrDefault(key, "");
        if (value.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!value.matches("-?[0-9]+(\\.[0-9]+)?")) {
            throw fault(raw.line, "begins a step whose " + key + " is " + value + ", not a number");
        }
        return OptionalDouble.of(Double.parseDouble(value));
    }

    private OptionalInt whole(Raw raw, String key) {
        OptionalDouble value = number(raw, key);
        return value.isPresent() ? OptionalInt.of((int) Math.round(value.getAsDouble())) : OptionalInt.empty();
    }
}
