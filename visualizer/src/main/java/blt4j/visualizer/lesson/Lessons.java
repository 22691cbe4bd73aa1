package blt4j.visualizer.lesson;

import blt4j.BltException;
import blt4j.frontend.lesson.LessonFiles;
import blt4j.visualizer.shell.Samples;
import java.util.Locale;

/** Finds lessons: those that come with the window, in its language, and a teacher's own. */
final class Lessons {
    private Lessons() {}

    /**
     * A lesson.
     *
     * @param name of one that comes with the window, or the path of a file
     * @throws BltException if there is none or it is not written as it should be
     */
    static Lesson find(String name, Locale language) {
        return LessonParser.parse(
                LessonFiles.find(name, language.getLanguage()),
                sample -> Samples.read(sample, "").text().string());
    }
}
