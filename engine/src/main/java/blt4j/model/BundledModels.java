package blt4j.model;

import blt4j.BltException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Where the models that come with blt4j lie: {@code models/} under the folder that the system property
 * {@value #HOME} names (the launcher sets it), or under the working directory or one of its parents.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class BundledModels {
    /** The system property that names blt4j's folder. */
    public static final String HOME = "blt4j.home";

    private static final List<String> PREFERRED = List.of("blt-demo", "blt-mini");

    private BundledModels() {}

    /**
     * {@return the model that is used where none is named: the better of those that are there}
     *
     * @throws BltException if there is none
     */
    public static Path defaultModel() {
        return PREFERRED.stream()
                .flatMap(name -> find(name).stream())
                .findFirst()
                .orElseThrow(() -> new BltException("No bundled model was found: there is no folder models/"
                        + String.join(" or models/", PREFERRED) + " beside blt4j. Name a model with --model DIR."));
    }

    /**
     * {@return the folder of a bundled model, if it is there}
     *
     * @param name such as blt-mini
     */
    public static Optional<Path> find(String name) {
        return folder().map(f -> f.resolve(name)).filter(BundledModels::isModel);
    }

    /** {@return the folders of all bundled models, by name} */
    public static List<Path> all() {
        Optional<Path> folder = folder().filter(Files::isDirectory);
        if (folder.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> models = Files.list(folder.get())) {
            return models.filter(BundledModels::isModel).sorted().toList();
        } catch (IOException e) {
            throw new BltException("The folder " + folder.get() + " could not be read: " + e.getMessage() + ".", e);
        }
    }

    /** The folder of bundled models, if there is one. */
    private static Optional<Path> folder() {
        String home = System.getProperty(HOME, "");
        if (!home.isEmpty()) {
            return Optional.of(Path.of(home, "models"));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path models = at.resolve("models");
            if (PREFERRED.stream().anyMatch(name -> isModel(models.resolve(name)))) {
                return Optional.of(models);
            }
        }
        return Optional.empty();
    }

    private static boolean isModel(Path folder) {
        return Files.isRegularFile(folder.resolve("config.json"));
    }
}
