package blt4j.visualizer.lesson;

import blt4j.BltException;
import blt4j.analysis.compare.Noise;
import blt4j.frontend.lesson.LessonText;
import blt4j.frontend.lesson.LessonText.Step;
import blt4j.patching.PatchingRule;
import blt4j.visualizer.lesson.LessonStep.Patching;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.state.PatchingChoice;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Makes what the window shows of a lesson as it is written. */
final class LessonParser {
    private final UnaryOperator<String> samples;

    private LessonParser(UnaryOperator<String> samples) {
        this.samples = samples;
    }

    /**
     * Makes a lesson of its text.
     *
     * @param samples finds a sample text by its name
     * @throws BltException if a step asks for what there is not; the message names the line
     */
    static Lesson parse(LessonText text, UnaryOperator<String> samples) {
        LessonParser parser = new LessonParser(samples);
        return new Lesson(
                text.name(),
                text.title(),
                text.about(),
                text.steps().stream().map(parser::step).toList());
    }

    private LessonStep step(Step step) {
        Optional<Document> document = document(step);
        return new LessonStep(
                step.title(),
                step.words(),
                step.get("view", "patch"),
                document,
                step.selected(document.map(d -> d.text().string()).orElse("")),
                noise(step),
                details(step),
                patching(step),
                step.quiz());
    }

    private Optional<Document> document(Step step) {
        return step.text()
                .or(() -> step.find("sample").map(name -> sample(step, name)))
                .map(Document::of);
    }

    private String sample(Step step, String name) {
        try {
            return samples.apply(name);
        } catch (IllegalArgumentException e) {
            throw because(e, step.fault("that asks for the sample " + name + ", which there is not"));
        }
    }

    private static Optional<Noise> noise(Step step) {
        String value = step.get("noise", "none");
        return value.equals("none") ? Optional.empty() : Optional.of(constant(step, "noise", value, Noise::valueOf));
    }

    /** Whether the step opens the patch view's details. */
    private static boolean details(Step step) {
        String value = step.get("details", "closed");
        if (!value.equals("open") && !value.equals("closed")) {
            throw step.fault("whose details are " + value + ", and not open or closed");
        }
        return value.equals("open");
    }

    private static Patching patching(Step step) {
        return new Patching(
                step.find("rule").map(v -> constant(step, "rule", v, LessonParser::rule)),
                number(step, "threshold"),
                number(step, "rise"),
                whole(step, "size"),
                number(step, "mean"),
                whole(step, "limit"));
    }

    /** Lessons call the rule of entropies what its control is called. */
    private static PatchingRule rule(String constant) {
        PatchingRule rule = constant.equals("THRESHOLD") ? PatchingRule.ENTROPY : PatchingRule.valueOf(constant);
        if (!PatchingChoice.RULES.contains(rule)) {
            throw new IllegalArgumentException("the rule " + rule + " looks ahead");
        }
        return rule;
    }

    private static <T> T constant(Step step, String key, String value, Function<String, T> valueOf) {
        try {
            return valueOf.apply(value.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw because(e, step.fault("with the " + key + " " + value + ", which there is not"));
        }
    }

    private static BltException because(IllegalArgumentException cause, BltException fault) {
        fault.initCause(cause);
        return fault;
    }

    private static OptionalDouble number(Step step, String key) {
        String value = step.get(key, "");
        if (value.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!value.matches("-?[0-9]+(\\.[0-9]+)?")) {
            throw step.fault("whose " + key + " is " + value + ", not a number");
        }
        return OptionalDouble.of(Double.parseDouble(value));
    }

    private static OptionalInt whole(Step step, String key) {
        OptionalDouble value = number(step, key);
        return value.isPresent() ? OptionalInt.of((int) Math.round(value.getAsDouble())) : OptionalInt.empty();
    }
}
