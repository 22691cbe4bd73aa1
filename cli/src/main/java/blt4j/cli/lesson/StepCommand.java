package blt4j.cli.lesson;

import blt4j.frontend.lesson.LessonText.Step;
import blt4j.frontend.lesson.SampleTexts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A step of a lesson as a command that shows what the step is about.
 *
 * @param arguments the command's name and its arguments, the text last if there is one
 * @param text that it is about
 */
record StepCommand(List<String> arguments, Optional<String> text) {
    private static final int SHOWN = 60;
    private static final int WRITTEN_BYTES = 120;

    StepCommand {
        arguments = List.copyOf(arguments);
    }

    /** The command of a step. */
    static StepCommand of(Step step, String language) {
        String text = text(step, language);
        List<String> arguments = new ArrayList<>();
        String view = step.get("view", "patch");
        switch (view) {
            case "patch", "guess" -> {
                arguments.add("patch");
                addPatching(step, arguments);
            }
            case "compare" -> {
                arguments.add("compare");
                String noise = step.get("noise", "none");
                if (!noise.equals("none")) {
                    arguments.addAll(List.of("--noise", noise));
                }
            }
            case "generate" -> {
                arguments.add("generate");
                arguments.addAll(List.of("--seed", "1", "--max-bytes", "" + WRITTEN_BYTES, "--show-patches"));
            }
            case "pipeline", "scale" -> {
                return new StepCommand(
                        view.equals("scale") ? List.of("flops", "--published", "blt-1b") : List.of("flops"),
                        Optional.empty());
            }
            default ->
                throw step.fault("with the view " + view
                        + ", which there is not: there are patch, compare, generate, pipeline, scale and guess");
        }
        arguments.add(text);
        return new StepCommand(arguments, Optional.of(text));
    }

    private static void addPatching(Step step, List<String> arguments) {
        String rule = step.get("rule", "");
        if (!rule.isEmpty() || step.state().containsKey("mean")) {
            arguments.add("--mode");
            arguments.add(
                    switch (rule.toLowerCase(Locale.ROOT)) {
                        case "", "threshold" -> "entropy";
                        default -> rule;
                    });
        }
        addOption(step, "threshold", "--threshold", arguments);
        addOption(step, "rise", "--rise", arguments);
        addOption(step, "mean", "--mean-patch-size", arguments);
        if (rule.equals("static") && !step.state().containsKey("mean")) {
            arguments.addAll(List.of("--mean-patch-size", step.get("size", "4")));
        }
        addOption(step, "limit", "--max-patch-length", arguments);
    }

    private static void addOption(Step step, String key, String option, List<String> arguments) {
        if (step.state().containsKey(key)) {
            arguments.addAll(List.of(option, step.get(key, "")));
        }
    }

    private static String text(Step step, String language) {
        String sample = step.get("sample", "");
        if (!sample.isEmpty()) {
            return SampleTexts.find(sample, language)
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .orElseThrow(() -> step.fault("that asks for the sample " + sample + ", which there is not"));
        }
        return step.text().orElse("Daenerys Targaryen is in Game of Thrones.");
    }

    /** How one would type it; a long text is cut short. */
    String typed() {
        StringBuilder typed = new StringBuilder("blt");
        for (String argument : arguments) {
            boolean plain = argument.matches("[\\w./=-]+");
            String line = argument.replace("\n", "⏎");
            String shown = line.codePointCount(0, line.length()) > SHOWN
                    ? line.substring(0, line.offsetByCodePoints(0, SHOWN)) + "…"
                    : line;
            typed.append(' ').append(plain ? argument : "'" + shown.replace("'", "'\\''") + "'");
        }
        return typed.toString();
    }
}
