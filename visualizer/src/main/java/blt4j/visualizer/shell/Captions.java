package blt4j.visualizer.shell;

import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.ModelInfo;
import blt4j.visualizer.state.TextReading;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Properties;

/** What stands below a figure: the model, how it cuts, of which version, and when. */
public final class Captions {
    private Captions() {}

    /**
     * The caption of what the window shows.
     *
     * @param day on which the figure is taken
     */
    public static String of(AppModel model, Messages messages, LocalDate day) {
        TextReading reading = model.reading().get();
        List<String> parts = new ArrayList<>();
        model.model().get().info().map(ModelInfo::name).ifPresent(parts::add);
        if (reading.read() > 0) {
            parts.add(rule(reading, messages));
            parts.add(messages.get("caption.mean", messages.number(reading.bytesPerPatch(), 2)));
        }
        parts.add("blt4j " + version());
        parts.add(day.toString());
        return String.join(messages.get("caption.comma"), parts);
    }

    private static String rule(TextReading reading, Messages messages) {
        var mode = reading.patching().mode();
        String rule = messages.get("patching.rule." + mode.rule().text());
        OptionalDouble threshold = mode.entropyThreshold();
        OptionalDouble rise = mode.riseThreshold();
        StringBuilder words = new StringBuilder(rule);
        threshold.ifPresent(t -> words.append(messages.get("caption.threshold", messages.number(t, 3))));
        rise.ifPresent(r -> words.append(messages.get("caption.rise", messages.number(r, 3))));
        return words.toString();
    }

    /** The version that is running. */
    static String version() {
        Properties properties = new Properties();
        try (InputStream in = Captions.class.getResourceAsStream("/blt4j/visualizer/version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "");
    }
}
