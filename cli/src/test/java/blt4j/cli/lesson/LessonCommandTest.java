package blt4j.cli.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.Cli;
import blt4j.cli.console.Colors;
import blt4j.frontend.lesson.LessonFiles;
import blt4j.frontend.lesson.LessonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LessonCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyStepOfEveryLessonAsksForSomethingThatThereIs() {
        for (String language : new String[] {"en", "zh"}) {
            for (String name : LessonFiles.names()) {
                for (LessonText.Step step : LessonFiles.find(name, language).steps()) {
                    StepCommand command = StepCommand.of(step, language);
                    command.text().ifPresent(step::selected);
                    assertFalse(step.words().isEmpty(), name + ": " + step.title());
                    step.quiz().ifPresent(q -> assertTrue(q.choices().size() >= 2));
                }
            }
        }
    }

    @Test
    void goesThroughALesson() {
        Cli.Result result = Cli.PIPED.run("lesson", "--backend", "cpu", "boundaries", "--lang", "en");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("1/"), result.out());
        assertTrue(result.out().contains("$ blt patch --mode monotonic"), result.out());
        assertTrue(result.out().contains("│"), result.out());
    }

    @Test
    void saysWhatTheModelThoughtBeforeTheSelectedByte() {
        Cli.Result result = Cli.PIPED.run("lesson", "--backend", "cpu", "entropy", "--step", "1", "--lang", "en");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("Before byte 5, u: an entropy of "), result.out());
    }

    @Test
    void asksAndTellsTheAnswer() {
        Cli.Result result = Cli.PIPED.run("lesson", "--backend", "cpu", "class", "--step", "3", "--lang", "en");
        assertEquals(0, result.code(), result.err());
        int question = result.out().indexOf("How tall is the bar");
        int answer = result.out().indexOf("→ A  very low");
        assertTrue(question > 0 && result.out().indexOf("C  as tall") > question, result.out());
        assertTrue(answer > question && result.out().indexOf("hardly anything but u") > answer, result.out());
    }

    @Test
    void listsWhatThereIs() {
        Cli.Result result = Cli.PIPED.run("lesson");
        assertTrue(result.out().contains("why-bytes"), result.out());
        assertTrue(result.out().contains("What entropy is"), result.out());
    }

    @Test
    void onATerminalEnterGoesOnBGoesBackAndQEnds() {
        Cli.Result result = Cli.PIPED
                .onTerminal(80, Colors.NONE, true)
                .withInput("\nb\nq\n")
                .run("lesson", "--backend", "cpu", "--lang", "en", "entropy");
        assertEquals(0, result.code(), result.err());
        assertEquals(2, result.out().split("1/5", -1).length - 1, result.out());
        assertEquals(1, result.out().split("2/5", -1).length - 1, result.out());
    }

    @Test
    void sentencesForWhatCannotBe() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.md"), "# A\n\n## B\ncolour: red\n\nWords.\n");
        String[][] cases = {
            {"nothing", "There is no lesson 'nothing'"},
            {wrong.toString(), "Line 4 of the lesson"},
            {"entropy --step 9", "The lesson has the steps 1 to 5, not 9."},
            {"entropy --lang fr", "The lessons are in en and zh"}
        };
        for (String[] one : cases) {
            Cli.Result result = Cli.PIPED.run(("lesson " + one[0]).split(" ", -1));
            assertEquals(2, result.code(), result.err());
            assertTrue(result.err().contains(one[1]), result.err());
        }
    }
}
