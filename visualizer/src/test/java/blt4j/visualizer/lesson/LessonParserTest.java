package blt4j.visualizer.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.analysis.compare.Noise;
import blt4j.frontend.lesson.LessonFiles;
import blt4j.frontend.lesson.LessonText;
import blt4j.frontend.lesson.Quiz;
import blt4j.patching.PatchingRule;
import blt4j.visualizer.state.PatchingChoice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LessonParserTest {
    private static final String LESSON = """
        # A title
        What it
        is about.

        ## First
        view: compare
        text: "naïve café"
        select: "café"
        noise: random-case
        rule: monotonic
        mean: 4.5

        One sentence.
        Another: with a colon.

        ## Second
        select: 2

        The text stays.
        """;

    private static Lesson parse(String markdown) {
        return LessonParser.parse(LessonText.parse("test", markdown), name -> {
            throw new IllegalArgumentException(name);
        });
    }

    private static String complaint(String markdown) {
        return String.valueOf(
                assertThrows(BltException.class, () -> parse(markdown)).getMessage());
    }

    @Test
    void stepsSayWhatIsShown() {
        Lesson lesson = parse(LESSON);
        assertEquals("A title", lesson.title());
        assertEquals("What it is about.", lesson.about());
        LessonStep first = lesson.steps().getFirst();
        assertEquals("compare", first.view());
        assertEquals("One sentence. Another: with a colon.", first.words());
        assertEquals(OptionalInt.of(7), first.select(), "the index of a byte, not of a character");
        assertEquals(Optional.of(Noise.RANDOM_CASE), first.noise());
        PatchingChoice choice = first.patching().over(PatchingChoice.DEFAULT);
        assertEquals(PatchingRule.MONOTONIC, choice.rule());
        assertEquals(4.5, choice.wantedMean().orElseThrow());
    }

    @Test
    void whatAStepDoesNotSayIsAsBefore() {
        LessonStep second = parse(LESSON).steps().get(1);
        assertEquals("compare", second.view());
        assertEquals("naïve café", second.document().orElseThrow().text().string());
        assertEquals(OptionalInt.of(2), second.select());
        assertEquals(PatchingChoice.DEFAULT, second.patching().over(PatchingChoice.DEFAULT));
    }

    @Test
    void anEmptyLineEndsWhatIsShown() {
        LessonText text = LessonText.parse("test", "# T\n## S\n\nview: compare\n\nnote: a word like others\n");
        LessonText.Step step = text.steps().getFirst();
        assertEquals("compare", step.get("view", ""));
        assertEquals("note: a word like others", step.words());
    }

    @Test
    void mistakesAreNamedWithTheirLine() {
        assertTrue(complaint("# T\n\n## S\ncolour: red\n\nx").contains("Line 4"));
        assertTrue(complaint("# T\n\n## S\nmean: many\n\nx").contains("Line 3"));
        assertTrue(complaint("# T\n\n## S\nrule: guess\n\nx").contains("guess"));
        assertTrue(complaint("# T\n\n## S\nsample: nothing\n\nx").contains("nothing"));
        assertTrue(complaint("# T\n\n## S\ntext: abc\nselect: x\n\nx").contains("\"x\""));
        assertTrue(complaint("no title").contains("title"));
    }

    @Test
    void theLessonsThatComeWithTheWindowAreWhole() {
        assertTrue(LessonFiles.names().size() >= 5);
        for (String name : LessonFiles.names()) {
            Lesson english = Lessons.find(name, Locale.ENGLISH);
            Lesson chinese = Lessons.find(name, Locale.SIMPLIFIED_CHINESE);
            assertEquals(english.steps().size(), chinese.steps().size(), name);
            for (int i = 0; i < english.steps().size(); i++) {
                var right = english.steps().get(i).quiz().map(Quiz::right);
                assertEquals(right, chinese.steps().get(i).quiz().map(Quiz::right), name + ", step " + (i + 1));
            }
            for (Lesson lesson : List.of(english, chinese)) {
                for (LessonStep step : lesson.steps()) {
                    assertTrue(!step.words().isEmpty() && !step.title().isEmpty(), name);
                    assertTrue(List.of("patch", "generate", "compare", "pipeline", "scale", "guess")
                            .contains(step.view()));
                }
            }
        }
    }

    @Test
    void aQuestionHasChoicesAndOneIsRight() {
        LessonStep step = parse("# T\n## S\nquiz: Which? | a | *b  | c d\n\nBecause.")
                .steps()
                .getFirst();
        Quiz quiz = step.quiz().orElseThrow();
        assertEquals("Which?", quiz.question());
        assertEquals(List.of("a", "b", "c d"), quiz.choices());
        assertEquals(1, quiz.right());
        for (String wrong : List.of("Which? | a | b", "Which? | *a", "Which?", "Which? | *a | *b", "Which? | *a | ")) {
            assertTrue(complaint("# T\n## S\nquiz: " + wrong + "\n\nx").contains("quiz"), wrong);
        }
    }

    @Test
    void numbersThatAreTooLongAreNoIndices() {
        String digits = "9".repeat(30);
        assertTrue(
                complaint("# A\n## B\ntext: abc\nselect: " + digits + "\n\nx").contains("which its text has not"));
        assertEquals(
                OptionalInt.of(0),
                parse("# A\n## B\ntext: " + digits + "\nselect: " + digits + "\n\nx")
                        .steps()
                        .getFirst()
                        .select());
    }
}
