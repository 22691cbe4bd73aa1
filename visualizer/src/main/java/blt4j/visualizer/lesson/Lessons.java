package blt4j.visualizer.lesson;

import blt4j.BltException;
import blt4j.visualizer.shell.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Finds lessons: those that come with the window, in its language, and a teacher's own. */
final class Lessons {
    private static final String FOLDER = "/blt4j/visualizer/lessons/";

    private Lessons() {}

    /** The names of the lessons that come with the window, in the order in which to take them. */
    static List<String> names() {
        return read("index.txt")
                .lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .toList();
    }

    /**
     * A lesson.
     *
     * @param name of one that comes with the window, or the path of a file
     * @throws BltException if there is none or it is not written as it should be
     */
    static Lesson find(String name, Locale language) {
        return names().contains(name) ? bundled(name, language) : file(Path.of(name));
    }

    /** A lesson that comes with the window. */
    static Lesson bundled(String name, Locale language) {
        return parse(name, read(language.getLanguage() + "/" + name + ".md"));
    }

    private static Lesson file(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new BltException("The lesson " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static Lesson parse(String name, String markdown) {
        return LessonParser.parse(
                name, markdown, sample -> Samples.read(sample, "").text().string());
    }

    private static String read(String path) {
        try (InputStream in = Lessons.class.getResourceAsStream(FOLDER + path)) {
            if (in == null) {
                throw new BltException("The lesson file " + path + " is missing.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
