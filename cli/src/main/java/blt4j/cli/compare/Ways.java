package blt4j.cli.compare;

import blt4j.BltException;
import blt4j.analysis.compare.Segmenter;
import blt4j.frontend.tokens.Bpe;
import blt4j.model.TokenModel;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ways of cutting a text, by the names that the command line has for them.
 *
 * @param own the model's own patching
 * @param entropies reads a text; absent where the model has no entropy model
 * @param models finds the folder of a model over tokens by its name
 */
record Ways(PatcherConfig own, Optional<Function<byte[], float[]>> entropies, UnaryOperator<Path> models) {
    /** What is compared where nobody says: what needs no entropies is left where there are none. */
    static final String USUAL =
            "trained,entropy-4.5,entropy-6,entropy-8,monotonic-4.5,space,static-4,byte,cl100k,o200k";

    private static final Pattern SIZED = Pattern.compile("(entropy|monotonic|static)-(\\d{1,4}(\\.\\d{1,3})?)");

    /** The way of a name; empty where it needs entropies, and there are none. */
    Optional<Segmenter> find(String name) {
        return switch (name) {
            case "trained" -> trained();
            case "space" -> Optional.of(Segmenter.of(name, new PatcherConfig(new Space())));
            case "byte" -> Optional.of(Segmenter.of(name, new PatcherConfig(new EveryByte())));
            case "cl100k" -> Optional.of(Bpe.cl100k().segmenter());
            case "o200k" -> Optional.of(Bpe.o200k().segmenter());
            default -> sized(name);
        };
    }

    private Optional<Segmenter> trained() {
        if (!own.mode().needsEntropies()) {
            return Optional.of(Segmenter.of("trained", own));
        }
        return entropies.map(read -> Segmenter.of("trained", own, read));
    }

    private Optional<Segmenter> sized(String name) {
        Matcher sized = SIZED.matcher(name);
        if (!sized.matches()) {
            return Optional.of(tokens(name));
        }
        double size = Double.parseDouble(sized.group(2));
        if (size < 1) {
            throw new BltException("Patches of " + name + " would have less than a byte; the size is at least 1.");
        }
        return switch (sized.group(1)) {
            case "entropy" ->
                entropies.map(read -> Segmenter.ofMeanSize(name, new PatcherConfig(new Threshold(1)), size, read));
            case "monotonic" ->
                entropies.map(read -> Segmenter.ofMeanSize(name, new PatcherConfig(new Monotonic(0)), size, read));
            default -> {
                if (size != Math.rint(size)) {
                    throw new BltException("Patches of " + name + " need a whole number of bytes.");
                }
                yield Optional.of(Segmenter.of(name, new PatcherConfig(new Static((int) size, true))));
            }
        };
    }

    private Segmenter tokens(String name) {
        Path folder;
        try {
            folder = models.apply(Path.of(name));
        } catch (BltException e) {
            throw unknown(name);
        }
        if (!TokenModel.isTokenModel(folder)) {
            throw unknown(name);
        }
        Tokenizer tokenizer = Tokenizer.read(folder.resolve("tokenizer.json"));
        return Segmenter.ofTokens(
                String.valueOf(folder.getFileName()),
                text -> tokenizer.encode(text).lengths());
    }

    private static BltException unknown(String name) {
        return new BltException(
                "There is no way of cutting '" + name + "'. There are trained, entropy-SIZE,"
                        + " monotonic-SIZE, static-SIZE, space, byte, cl100k, o200k, and models over tokens by name or folder.");
    }
}
