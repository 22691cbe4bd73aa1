package blt4j.cli.hub;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which files of a repository a model needs: its configuration, its tokenizer, its weights in one format, its card and
 * licence; and the same of the entropy model in the folder within. Weights of other formats, states of optimizers,
 * pictures and code stay where they are.
 */
final class FileChoice {
    private static final String ENTROPY_MODEL = "entropy_model/";

    private static final Pattern SMALL =
            Pattern.compile("config\\.json|params\\.json|train_args\\.json|generation_config\\.json|tokenizer\\.json"
                    + "|tokenizer_config\\.json|special_tokens_map\\.json|README\\.md"
                    + "|(?i:(LICEN[CS]E|NOTICE|USE_POLICY|ACCEPTABLE_USE)[\\w.-]*)");

    /** The formats of weights, the first that is there being taken, as a model is opened. */
    private static final List<Pattern> WEIGHTS = List.of(
            Pattern.compile("model\\.safetensors"),
            Pattern.compile("model(-\\d+-of-\\d+\\.safetensors|\\.safetensors\\.index\\.json)"),
            Pattern.compile("consolidated\\.safetensors"),
            Pattern.compile("consolidated\\.pth"),
            Pattern.compile("consolidated/consolidated\\.pth"),
            Pattern.compile("pytorch_model\\.bin"));

    private FileChoice() {}

    /** The files that are needed, by path. */
    static List<RemoteFile> of(Collection<RemoteFile> all) {
        Map<String, RemoteFile> chosen = new TreeMap<>();
        for (String folder : List.of("", ENTROPY_MODEL)) {
            List<RemoteFile> here =
                    all.stream().filter(f -> f.path().startsWith(folder)).toList();
            here.stream().filter(f -> fits(SMALL, f, folder)).forEach(f -> chosen.put(f.path(), f));
            WEIGHTS.stream()
                    .map(format ->
                            here.stream().filter(f -> fits(format, f, folder)).toList())
                    .filter(found -> !found.isEmpty())
                    .findFirst()
                    .ifPresent(found -> found.forEach(f -> chosen.put(f.path(), f)));
        }
        return List.copyOf(chosen.values());
    }

    /** Whether there are weights among files. */
    static boolean hasWeights(Collection<RemoteFile> files) {
        return files.stream()
                .anyMatch(f ->
                        WEIGHTS.stream().anyMatch(format -> fits(format, f, "") || fits(format, f, ENTROPY_MODEL)));
    }

    private static boolean fits(Pattern pattern, RemoteFile file, String folder) {
        return file.path().startsWith(folder)
                && pattern.matcher(file.path().substring(folder.length())).matches();
    }
}
