package blt4j.visualizer.window;

import blt4j.BltException;
import blt4j.model.LocalModels;
import blt4j.visualizer.draw.Theme;
import blt4j.visualizer.state.Priced;
import blt4j.visualizer.state.StripForm;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the command line asks for.
 *
 * @param values by option name without dashes
 */
public record LaunchOptions(Map<String, String> values) {
    private static final Set<String> NAMES = Set.of(
            "album",
            "snapshot",
            "pictures",
            "view",
            "theme",
            "size",
            "lang",
            "text",
            "file",
            "model",
            "backend",
            "zoom",
            "select",
            "settings",
            "lesson",
            "step",
            "prompt",
            "bytes",
            "guesses",
            "beside",
            "headline",
            "animate",
            "form",
            "row",
            "costs",
            "xray");

    /** Short names, as the command line has them. */
    private static final Map<String, String> SHORT = Map.of("-m", "--model", "-f", "--file");

    private static final Set<String> FLAGS =
            Set.of("presentation", "timing", "rehearse", "headless", "slide", "details", "handout");

    public LaunchOptions {
        values = Map.copyOf(values);
    }

    /** The long names of all that there are, without dashes. */
    public static Set<String> names() {
        return Stream.concat(NAMES.stream(), FLAGS.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads {@code --name value}, {@code --name=value}, and a text by itself.
     *
     * @throws BltException if a name is not known or lacks its value
     */
    public static LaunchOptions parse(List<String> args) {
        Map<String, String> values = new HashMap<>();
        Deque<String> rest = new ArrayDeque<>(args);
        while (!rest.isEmpty()) {
            String given = rest.pop();
            String argument = SHORT.getOrDefault(given, given);
            if (!argument.startsWith("-")) {
                if (values.put("text", argument) != null) {
                    throw new BltException(
                            "'" + argument + "' is one argument too many. A text of several words stands in quotes.");
                }
                continue;
            }
            String name = argument.replaceFirst("^--", "").replaceFirst("=.*", "");
            if (!argument.startsWith("--") || !(NAMES.contains(name) || FLAGS.contains(name))) {
                throw new BltException("There is no option '" + given + "' here. See 'blt visualize --help'.");
            }
            if (argument.contains("=")) {
                values.put(name, argument.substring(argument.indexOf('=') + 1));
            } else if (FLAGS.contains(name)) {
                values.put(name, "true");
            } else if (!rest.isEmpty()) {
                values.put(name, rest.pop());
            } else {
                throw new BltException("The argument --" + name + " needs a value after it.");
            }
        }
        values.remove("file", ""); // a menu entry names the file to open, or nothing
        return new LaunchOptions(values);
    }

    /**
     * Looks at every value before anything is opened.
     *
     * @throws BltException if one cannot be meant
     */
    public void check() {
        theme();
        size();
        form();
        costs();
        xray();
        for (String number : List.of("zoom", "select", "step", "bytes")) {
            number(number);
        }
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public boolean has(String flag) {
        return values.containsKey(flag);
    }

    /** Whether no window is opened that anybody sees. */
    public boolean windowless() {
        return has("headless") || picturesAlone();
    }

    /** Whether pictures are all that is wanted. */
    public boolean picturesAlone() {
        return has("snapshot") || has("pictures") || has("album");
    }

    public Optional<Path> path(String name) {
        return get(name).map(Path::of);
    }

    /** The model's folder, by its path or its name. */
    public Optional<Path> model() {
        return path("model").map(LocalModels.of(System.getenv())::resolve);
    }

    /** The model to set beside it, by its path or its name. */
    public Optional<Path> beside() {
        return path("beside").map(LocalModels.of(System.getenv())::resolve);
    }

    public Optional<Theme> theme() {
        return get("theme").map(t -> switch (t.toLowerCase(Locale.ROOT)) {
            case "light" -> Theme.LIGHT;
            case "dark" -> Theme.DARK;
            default -> throw new BltException("The theme is light or dark, not " + t + ".");
        });
    }

    /** How the patch view draws the text. */
    Optional<StripForm> form() {
        StripForm.Shape shape = one("form", StripForm.Shape.values()).orElse(StripForm.USUAL.shape());
        StripForm.Row row = one("row", StripForm.Row.values()).orElse(StripForm.USUAL.row());
        return has("form") || has("row") ? Optional.of(new StripForm(shape, row)) : Optional.empty();
    }

    /** Whose costs are shown. */
    Optional<Priced.Of> costs() {
        return one("costs", Priced.Of.values());
    }

    /** Which stage of the X-ray is shown, if it is; 0 for all. */
    OptionalInt xray() {
        Optional<String> given = get("xray");
        if (given.isEmpty()) {
            return OptionalInt.empty();
        }
        return given.get().equals("all")
                ? OptionalInt.of(0)
                : OptionalInt.of(number("xray").orElseThrow().intValue());
    }

    /** The constant that an argument names, as in {@code blt-7b} for {@code BLT_7B}. */
    private <E extends Enum<E>> Optional<E> one(String name, E[] all) {
        return get(name)
                .map(value -> Arrays.stream(all)
                        .filter(e -> word(e).equals(value.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new BltException("The argument --" + name + " is one of "
                                + Arrays.stream(all).map(LaunchOptions::word).collect(Collectors.joining(", "))
                                + ", not "
                                + value + ".")));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Width and height of the window. */
    public Optional<int[]> size() {
        return get("size").map(s -> {
            if (!s.matches("\\d{3,5}x\\d{2,5}")) {
                throw new BltException("The size " + s + " is not of the form 1600x1000.");
            }
            String[] parts = s.split("x", 2);
            return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
        });
    }

    Optional<Double> number(String name) {
        return get(name).map(v -> {
            try {
                return Double.valueOf(v);
            } catch (NumberFormatException e) {
                throw new BltException("The argument --" + name + " is a number, not " + v + ".", e);
            }
        });
    }
}
