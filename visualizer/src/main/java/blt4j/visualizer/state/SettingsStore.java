package blt4j.visualizer.state;

import blt4j.WholeFile;
import blt4j.visualizer.draw.Theme;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Keeps the settings in a file under the person's configuration folder. A window opens even where it cannot.
 *
 * <p>Properties, because the window waits for its settings, and anything richer takes longer to load than to read.
 */
public final class SettingsStore {
    private final Optional<Path> file;

    private SettingsStore(Optional<Path> file) {
        this.file = file;
    }

    /** The store where the system keeps such things. */
    public static SettingsStore ofPerson() {
        return at(folder(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", "."))
                .resolve("visualizer.properties"));
    }

    /** A store in a file. */
    public static SettingsStore at(Path file) {
        return new SettingsStore(Optional.of(file));
    }

    /** A store that forgets. */
    public static SettingsStore none() {
        return new SettingsStore(Optional.empty());
    }

    /** Where typed texts are kept until the window is closed: beside the settings. */
    public Drafts drafts() {
        return file.map(f -> Drafts.in(folderOf(f))).orElseGet(Drafts::none);
    }

    private static Path folderOf(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("."));
    }

    static Path folder(Map<String, String> environment, String system, String home) {
        String os = system.toLowerCase(Locale.ROOT);
        if (os.contains("win")) {
            return Path.of(environment.getOrDefault("APPDATA", home + "/AppData/Roaming"), "blt4j");
        }
        if (os.contains("mac")) {
            return Path.of(home, "Library", "Application Support", "blt4j");
        }
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        return configured.isEmpty() ? Path.of(home, ".config", "blt4j") : Path.of(configured, "blt4j");
    }

    /** The settings as they were left; those of the first day if there are none that can be read. */
    public Settings load() {
        return file.filter(Files::isRegularFile).flatMap(SettingsStore::read).orElse(Settings.DEFAULT);
    }

    private static Optional<Settings> read(Path file) {
        Properties kept = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            kept.load(in);
            return Optional.of(settings(kept));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Settings settings(Properties kept) {
        Settings first = Settings.DEFAULT;
        return new Settings(
                kept.getProperty("theme", "light").equals("dark") ? Theme.DARK : Theme.LIGHT,
                kept.getProperty("language", first.language()),
                number(kept, "zoom", first.zoom()),
                number(kept, "width", first.width()),
                number(kept, "height", first.height()),
                kept.getProperty("view", first.view()),
                kept.getProperty("backend", first.backend()),
                kept.getProperty("model", first.model()),
                list(kept, "file"),
                list(kept, "model"));
    }

    /** What is no number reads as 0, which {@link Settings} does not accept where it makes no sense. */
    private static double number(Properties kept, String key, double first) {
        String value = kept.getProperty(key, "");
        return value.isEmpty() ? first : value.matches("\\d{1,5}(\\.\\d+)?") ? Double.parseDouble(value) : 0;
    }

    private static List<String> list(Properties kept, String key) {
        return Stream.iterate(1, i -> i + 1)
                .map(i -> kept.getProperty("recent." + key + "." + i, ""))
                .takeWhile(value -> !value.isEmpty())
                .toList();
    }

    private static Properties properties(Settings settings) {
        Properties kept = new Properties();
        kept.setProperty("theme", settings.theme().name().toLowerCase(Locale.ROOT));
        kept.setProperty("language", settings.language());
        kept.setProperty("zoom", Double.toString(settings.zoom()));
        kept.setProperty("width", Double.toString(settings.width()));
        kept.setProperty("height", Double.toString(settings.height()));
        kept.setProperty("view", settings.view());
        kept.setProperty("backend", settings.backend());
        kept.setProperty("model", settings.model());
        for (int i = 0; i < settings.recentFiles().size(); i++) {
            kept.setProperty("recent.file." + (i + 1), settings.recentFiles().get(i));
        }
        for (int i = 0; i < settings.recentModels().size(); i++) {
            kept.setProperty("recent.model." + (i + 1), settings.recentModels().get(i));
        }
        return kept;
    }

    /** Keeps settings. Returns whether they could be written. */
    public boolean save(Settings settings) {
        return file.isEmpty() || write(file.get(), settings);
    }

    private static boolean write(Path file, Settings settings) {
        try {
            Files.createDirectories(folderOf(file));
            WholeFile.write(
                    file,
                    out -> properties(settings)
                            .store(new OutputStreamWriter(out, StandardCharsets.UTF_8), "blt4j visualizer"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
