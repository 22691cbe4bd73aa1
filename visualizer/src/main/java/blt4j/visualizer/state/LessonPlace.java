package blt4j.visualizer.state;

/**
 * Where somebody stands in a lesson.
 *
 * @param lesson the name of one that comes with the window, or the path of a file
 * @param step which of its steps, from 0
 */
public record LessonPlace(String lesson, int step) {}
