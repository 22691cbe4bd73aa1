package blt4j.cli.lesson;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The texts that lessons speak of: the visualizer's samples. */
final class SampleTexts {
    private SampleTexts() {}

    /** A text by its name, translated where there is a translation. */
    static Optional<String> find(String name, String language) {
        Optional<String> translated =
                language.equals("en") ? Optional.empty() : resource("samples/" + name + "-" + language + ".txt");
        return translated.or(() -> resource("samples/" + name + ".txt"));
    }

    private static Optional<String> resource(String path) {
        try (InputStream in = SampleTexts.class.getResourceAsStream(path)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
