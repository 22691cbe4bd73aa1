package blt4j.visualizer.lesson;

import blt4j.BltException;
import blt4j.frontend.lesson.LessonText;
import java.nio.charset.StandardCharsets;

/** Any bytes as a lesson: it has a title and steps, or is refused with a sentence. */
public final class LessonTarget {
    private LessonTarget() {}

    /** What Jazzer calls, and {@code LessonFuzzCorpusTest} with what Jazzer found. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Lesson lesson = LessonParser.parse(
                    LessonText.parse("fuzzed", new String(input, StandardCharsets.UTF_8)), name -> name);
            if (lesson.steps().isEmpty()) {
                throw new AssertionError("a lesson without a step");
            }
        } catch (BltException e) {
            // The sentence is what is wanted; anything else is a finding.
        }
    }
}
