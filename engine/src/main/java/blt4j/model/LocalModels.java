package blt4j.model;

import blt4j.BltException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * The models that lie on this machine and have names: those that come with blt4j, and those in the user's own folder,
 * each under {@code OWNER/NAME} as on the Hugging Face Hub.
 *
 * @param folder the user's own folder of models, which need not exist
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record LocalModels(Path folder) {
    /** The environment's variable that names the folder, if it is not the usual one. */
    public static final String VARIABLE = "BLT_MODELS";

    /** A name that could be a model's, with its owner's or without. */
    private static final Pattern NAME = Pattern.compile("\\w[\\w.-]*(/\\w[\\w.-]*)?");

    /**
     * {@return the models of the person whose program this is: in the folder that {@value #VARIABLE} names, or in
     * {@code blt4j/models} where the system keeps a person's data ({@code XDG_DATA_HOME}, or {@code ~/.local/share})}
     *
     * @param environment the environment's variables
     */
    public static LocalModels of(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isEmpty()) {
            return new LocalModels(Path.of(named));
        }
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        Path base = data.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".local", "share") : Path.of(data);
        return new LocalModels(base.resolve("blt4j").resolve("models"));
    }

    /**
     * The folder that somebody means by a path or a name.
     *
     * @param given a folder; or the name of a model of the user's own or of a bundled one
     * @return the folder itself where there is one, or where it cannot be a name
     * @throws BltException if it can be a name alone, and no model has it, or several have
     */
    public Path resolve(Path given) {
        String name = given.toString().replace('\\', '/');
        if (Files.exists(given) || given.isAbsolute() || !NAME.matcher(name).matches()) {
            return given;
        }
        return find(name)
                .orElseThrow(() -> new BltException("There is no folder " + given + ", and no model of that"
                        + " name: 'blt models' lists those that are here, and 'blt pull OWNER/NAME' brings one."));
    }

    /**
     * {@return the folder of a model}
     *
     * @param name with its owner's, or without where one model alone has it
     * @throws BltException if several owners' models have the name
     */
    public Optional<Path> find(String name) {
        Optional<Path> bundled = name.contains("/") ? Optional.empty() : BundledModels.find(name);
        if (bundled.isPresent()) {
            return bundled;
        }
        List<Named> found = list().stream()
                .filter(m -> m.name().equals(name) || m.name().endsWith("/" + name))
                .toList();
        if (found.size() > 1) {
            throw new BltException("Several models are called " + name + ": "
                    + String.join(", ", found.stream().map(Named::name).toList()) + ". Name the owner too.");
        }
        return found.stream().map(Named::folder).findFirst();
    }

    /**
     * A model in the user's folder.
     *
     * @param name with its owner's, if it lies in a folder of an owner's
     * @param folder where it lies
     */
    public record Named(String name, Path folder) {}

    /**
     * {@return the models in the user's folder, by name}
     *
     * @throws BltException if it is no folder, or cannot be read
     */
    public List<Named> list() {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new BltException(
                    folder + " is no folder, and models are looked for there; " + VARIABLE + " names another place.");
        }
        List<Named> models = new ArrayList<>();
        for (Path owner : folders(folder)) {
            if (isModel(owner)) {
                models.add(new Named(nameOf(owner), owner));
            } else {
                folders(owner).stream()
                        .filter(LocalModels::isModel)
                        .forEach(m -> models.add(new Named(nameOf(owner) + "/" + nameOf(m), m)));
            }
        }
        return List.copyOf(models);
    }

    /**
     * {@return the folder that a model of an owner's belongs into, whether it is there or not}
     *
     * @param owner as the Hugging Face Hub calls it
     * @param name of the model, as the Hub calls it
     */
    public Path place(String owner, String name) {
        try {
            return folder.resolve(owner).resolve(name);
        } catch (InvalidPathException e) {
            throw new BltException(owner + "/" + name + " cannot be the name of a folder here.", e);
        }
    }

    private static List<Path> folders(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(p -> Files.isDirectory(p) && !nameOf(p).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BltException("The folder " + parent + " could not be read: " + e.getMessage() + ".", e);
        }
    }

    private static boolean isModel(Path folder) {
        return Stream.of("config.json", "params.json", "train_args.json")
                .anyMatch(file -> Files.isRegularFile(folder.resolve(file)));
    }

    private static String nameOf(Path folder) {
        return String.valueOf(folder.getFileName());
    }
}
