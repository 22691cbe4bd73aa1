package blt4j.visualizer.shell;

import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Document;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The sample texts that come with the window: several languages, and code. */
public final class Samples {
    /** What they are called; each has a file of that name, and a title under {@code sample.NAME}. */
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

    private Samples() {}

    /** The text that the window opens with. */
    public static Document first(Locale language) {
        return read(language.getLanguage().equals("zh") ? "welcome-zh" : "welcome", "");
    }

    /** A sample, under a title. */
    public static Document read(String name, String title) {
        try (InputStream in = Samples.class.getResourceAsStream("/blt4j/visualizer/samples/" + name + ".txt")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no sample " + name);
            }
            return new Document(ByteText.of(in.readAllBytes()), title, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
