package blt4j.cli.hub;

import blt4j.BltException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What shows the Hub who asks.
 *
 * @param value the secret
 * @param source where it was found, for messages
 */
record Token(String value, String source) {
    private static final List<String> VARIABLES = List.of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN");

    /** Finds the token where Hugging Face's own tools look for it: in the environment, then in their file. */
    static Optional<Token> find(Map<String, String> environment) {
        for (String variable : VARIABLES) {
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(checked(value, variable));
            }
        }
        Path file = file(environment);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            String value = Files.readString(file).strip();
            return value.isEmpty() ? Optional.empty() : Optional.of(checked(value, file.toString()));
        } catch (IOException e) {
            throw new BltException("The token in " + file + " could not be read: " + e.getMessage() + ".", e);
        }
    }

    private static Token checked(String value, String source) {
        if (!value.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new BltException("What " + source + " holds is no token: a token is one word of letters and digits.");
        }
        return new Token(value, source);
    }

    private static Path file(Map<String, String> environment) {
        String named = environment.getOrDefault("HF_TOKEN_PATH", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        String home = environment.getOrDefault("HF_HOME", "");
        if (!home.isEmpty()) {
            return Path.of(home, "token");
        }
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(cache);
        return base.resolve("huggingface").resolve("token");
    }

    @Override
    public String toString() {
        return "Token[from " + source + "]";
    }
}
