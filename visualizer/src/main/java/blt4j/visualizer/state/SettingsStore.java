package blt4j.visualizer.state;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Keeps the settings in a file under the person's configuration folder. A window opens even where it cannot. */
public final class SettingsStore {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Optional<Path> file;

    private SettingsStore(Optional<Path> file) {
        this.file = file;
    }

    /** The store where the system keeps such things. */
    public static SettingsStore ofPerson() {
        return at(folder(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", "."))
                .resolve("visualizer.json"));
    }

    /** A store in a file. */
    public static SettingsStore at(Path file) {
        return new SettingsStore(Optional.of(file));
    }

    /** A store that forgets. */
    public static SettingsStore none() {
        return new SettingsStore(Optional.empty());
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
        try {
            return Optional.ofNullable(JSON.readValue(file.toFile(), Settings.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Keeps settings. Returns whether they could be written. */
    public boolean save(Settings settings) {
        return file.isEmpty() || write(file.get(), settings);
    }

    private static boolean write(Path file, Settings settings) {
        try {
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("."));
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, "visualizer", ".json");
            JSON.writeValue(fresh.toFile(), settings);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
