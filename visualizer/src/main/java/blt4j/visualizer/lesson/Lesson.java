package blt4j.visualizer.lesson;

import java.util.List;

/**
 * A guided tour of a few minutes.
 *
 * @param name what it is called among files
 * @param title its heading
 * @param about what one learns in it
 * @param steps one at least
 */
record Lesson(String name, String title, String about, List<LessonStep> steps) {
    /** Copies the list. */
    Lesson {
        steps = List.copyOf(steps);
    }
}
