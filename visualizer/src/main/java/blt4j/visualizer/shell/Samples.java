package blt4j.visualizer.shell;

import blt4j.frontend.lesson.SampleTexts;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Document;
import java.util.Locale;
import java.util.Optional;

/** The sample texts as documents of the window; each has a title under {@code sample.NAME}. */
public final class Samples {
    private Samples() {}

    /** The text that the window opens with. */
    public static Document first(Locale language) {
        return read(language.getLanguage().equals("zh") ? "welcome-zh" : "welcome", "");
    }

    /** A sample, under a title. */
    public static Document read(String name, String title) {
        byte[] text =
                SampleTexts.find(name).orElseThrow(() -> new IllegalArgumentException("there is no sample " + name));
        return new Document(ByteText.of(text), title, Optional.empty());
    }
}
