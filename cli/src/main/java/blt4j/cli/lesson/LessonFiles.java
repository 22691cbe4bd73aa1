package blt4j.cli.lesson;

import blt4j.BltException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds lessons: those that come with blt, in a language, and a teacher's own. */
final class LessonFiles {
    private LessonFiles() {}

    /** The lessons that come with blt, in the order in which to take them. */
    static List<String> names() {
        return resource("index.txt")
                .orElseThrow()
                .lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .toList();
    }

    /** A lesson by the name that it comes with, or by the path of its file. */
    static LessonText find(String name, String language) {
        if (names().contains(name)) {
            return LessonText.parse(
                    name, resource(language + "/" + name + ".md").orElseThrow());
        }
        Path file = Path.of(name);
        try {
            return LessonText.parse(name, Files.readString(file));
        } catch (IOException e) {
            throw new BltException(
                    "There is no lesson '" + name + "', and no such file; there are " + String.join(", ", names())
                            + ".",
                    e);
        }
    }

    /** A text that lessons speak of. */
    static Optional<String> sample(String name, String language) {
        Optional<String> translated =
                language.equals("en") ? Optional.empty() : resource("samples/" + name + "-" + language + ".txt");
        return translated.or(() -> resource("samples/" + name + ".txt"));
    }

    private static Optional<String> resource(String path) {
        try (InputStream in = LessonFiles.class.getResourceAsStream(path)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
