package blt4j.frontend.lesson;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The texts that come along, for looking at and for lessons to speak of: several languages, and code. */
public final class SampleTexts {
    /** What they are called. */
    public static final List<String> NAMES = List.of(
            "welcome",
            "welcome-zh",
            "keeper-en",
            "keeper-zh",
            "keeper-es",
            "keeper-ar",
            "keeper-hi",
            "java",
            "json",
            "dna",
            "typos");

    private SampleTexts() {}

    /** {@return a text in UTF-8, or nothing where none has that name} */
    public static Optional<byte[]> find(String name) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        try (InputStream in = SampleTexts.class.getResourceAsStream("samples/" + name + ".txt")) {
            if (in == null) {
                throw new IllegalStateException("the sample " + name + " is not where this class is");
            }
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a text in a language ({@code zh}), or as it is where there is no translation} */
    public static Optional<byte[]> find(String name, String language) {
        return find(name + "-" + language).or(() -> find(name));
    }
}
