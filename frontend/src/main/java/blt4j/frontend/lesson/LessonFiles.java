package blt4j.frontend.lesson;

import blt4j.BltException;
import blt4j.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Finds lessons: those that come with blt4j, in English ({@code en}) and Chinese ({@code zh}), and a teacher's own. */
public final class LessonFiles {
    private LessonFiles() {}

    /** The names of the lessons that come with blt4j, in the order in which to take them. */
    public static List<String> names() {
        return resource("index.txt")
                .lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .toList();
    }

    /**
     * A lesson.
     *
     * @param name of one that comes with blt4j, or the path of a file
     * @param language of the former: en or zh
     * @throws BltException if there is none, or it is not written as it should be
     */
    public static LessonText find(String name, String language) {
        if (names().contains(name)) {
            return LessonText.parse(name, resource(language + "/" + name + ".md"));
        }
        try {
            Path file = Path.of(name);
            if (!Files.exists(file)) {
                throw unknown(name);
            }
            return LessonText.parse(name, Files.readString(file));
        } catch (InvalidPathException e) {
            throw (BltException) unknown(name).initCause(e);
        } catch (IOException e) {
            throw new BltException("The lesson " + name + " cannot be read: " + WholeFile.reason(e) + ".", e);
        }
    }

    private static BltException unknown(String name) {
        return new BltException(
                "There is no lesson '" + name + "', and no such file; there are " + String.join(", ", names()) + ".");
    }

    private static String resource(String path) {
        try (InputStream in = LessonFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new BltException("The lesson file " + path + " is missing.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
