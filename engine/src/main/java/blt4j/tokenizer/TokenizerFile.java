package blt4j.tokenizer;

import blt4j.tokenizer.BytePairs.Merge;
import blt4j.tokenizer.Splitting.Behaviour;
import blt4j.weights.CheckpointException;
import blt4j.weights.JsonFile;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads {@code tokenizer.json}, as far as it describes byte-level BPE, and says what it found where it does not. */
final class TokenizerFile {
    /** More tokens than any vocabulary has. */
    private static final int MOST_TOKENS = 1 << 22;

    private final Path file;
    private final JsonNode root;
    private final List<Splitting> splittings = new ArrayList<>();
    private final List<Integer> before = new ArrayList<>();
    private final List<Integer> after = new ArrayList<>();
    private boolean byteLevel;
    private int prefixSpace = -1;

    private TokenizerFile(Path file) {
        this.file = file;
        this.root = JsonFile.read(file);
    }

    static Tokenizer read(Path file) {
        return new TokenizerFile(file).read();
    }

    private Tokenizer read() {
        JsonNode model = root.path("model");
        if (!model.path("type").asText("BPE").equals("BPE")
                || !model.path("vocab").isObject()) {
            throw unlike("a model of the type " + model.path("type").asText("none"));
        }
        requireAbsent(model, "byte_fallback");
        requireAbsent(model, "dropout");
        requireAbsent(model, "continuing_subword_prefix");
        requireAbsent(model, "end_of_word_suffix");
        preTokenizer(root.path("pre_tokenizer"));
        if (!byteLevel) {
            throw unlike("no pre-tokenizer ByteLevel");
        }
        postProcessor(root.path("post_processor"));
        List<AddedToken> added = added();
        Map<String, Integer> vocabulary = vocabulary(model.path("vocab"));
        return new Tokenizer(new Tokenizer.Parts(
                tokens(vocabulary, added),
                added,
                normalForm(root.path("normalizer")),
                prefixSpace,
                splittings,
                new BytePairs(
                        bytes(vocabulary),
                        merges(model.path("merges"), vocabulary),
                        model.path("ignore_merges").asBoolean() ? vocabulary : Map.of()),
                before,
                after));
    }

    private void requireAbsent(JsonNode model, String key) {
        JsonNode value = model.path(key);
        boolean set = value.asBoolean()
                || value.asDouble() != 0
                || (value.isTextual() && !value.asText().isEmpty());
        if (set) {
            throw unlike("\"" + key + "\": " + value);
        }
    }

    private CheckpointException unlike(String found) {
        return new CheckpointException("The tokenizer in " + file + " has " + found
                + "; what is read is byte-level BPE, as GPT-2's, Llama 3's and Qwen's are.");
    }

    private CheckpointException wrong(String what) {
        return new CheckpointException("The tokenizer in " + file + " " + what + ".");
    }

    private void preTokenizer(JsonNode node) {
        switch (node.path("type").asText("none")) {
            case "Sequence" -> node.path("pretokenizers").forEach(this::preTokenizer);
            case "ByteLevel" -> {
                byteLevel = true;
                prefixSpace = node.path("add_prefix_space").asBoolean(true) ? splittings.size() : -1;
                if (node.path("use_regex").asBoolean(true)) {
                    splittings.add(Splitting.GPT_2);
                }
            }
            case "Split" ->
                splittings.add(new Splitting(
                        pattern(node.path("pattern")),
                        behaviour(node.path("behavior").asText()),
                        node.path("invert").asBoolean()));
            case "Digits" ->
                splittings.add(new Splitting(
                        Splitting.compile("\\p{N}"),
                        node.path("individual_digits").asBoolean() ? Behaviour.ISOLATED : Behaviour.CONTIGUOUS,
                        false));
            default -> throw unlike("a pre-tokenizer " + node.path("type").asText("none"));
        }
    }

    private Pattern pattern(JsonNode node) {
        if (node.path("String").isTextual()) {
            return Pattern.compile(Pattern.quote(node.path("String").asText()));
        }
        String regex = node.path("Regex").asText();
        try {
            return Splitting.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new CheckpointException(
                    "The tokenizer in " + file + " cuts by a pattern that is not understood: " + regex + ".", e);
        }
    }

    private Behaviour behaviour(String name) {
        return switch (name) {
            case "Isolated" -> Behaviour.ISOLATED;
            case "MergedWithPrevious" -> Behaviour.MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> Behaviour.MERGED_WITH_NEXT;
            case "Contiguous" -> Behaviour.CONTIGUOUS;
            default -> throw unlike("a pre-tokenizer Split with the behavior " + name);
        };
    }

    private Optional<Normalizer.Form> normalForm(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        String type = node.path("type").asText();
        if (type.equals("Sequence") && node.path("normalizers").size() <= 1) {
            return normalForm(node.path("normalizers").path(0));
        }
        for (Normalizer.Form form : Normalizer.Form.values()) {
            if (form.name().equals(type)) {
                return Optional.of(form);
            }
        }
        throw unlike("a normalizer " + type);
    }

    /** What stands before and after every text. */
    private void postProcessor(JsonNode node) {
        switch (node.path("type").asText("none")) {
            case "none", "ByteLevel" -> {}
            case "Sequence" -> node.path("processors").forEach(this::postProcessor);
            case "TemplateProcessing" -> {
                List<Integer> side = before;
                for (JsonNode piece : node.path("single")) {
                    if (piece.has("Sequence")) {
                        side = after;
                    } else {
                        String name = piece.path("SpecialToken").path("id").asText();
                        for (JsonNode id :
                                node.path("special_tokens").path(name).path("ids")) {
                            side.add(id.asInt());
                        }
                    }
                }
            }
            default -> throw unlike("a post-processor " + node.path("type").asText());
        }
    }

    private List<AddedToken> added() {
        List<AddedToken> added = new ArrayList<>();
        for (JsonNode node : root.path("added_tokens")) {
            if (!node.path("content").asText().isEmpty()) {
                added.add(new AddedToken(
                        id(node.path("id")),
                        node.path("content").asText(),
                        node.path("special").asBoolean(),
                        node.path("single_word").asBoolean(),
                        node.path("lstrip").asBoolean(),
                        node.path("rstrip").asBoolean()));
            }
        }
        return added;
    }

    private int id(JsonNode node) {
        if (!node.isInt() || node.intValue() < 0 || node.intValue() >= MOST_TOKENS) {
            throw wrong("gives a token the id " + node + "; ids are whole numbers from 0 to " + (MOST_TOKENS - 1));
        }
        return node.intValue();
    }

    private Map<String, Integer> vocabulary(JsonNode node) {
        Map<String, Integer> vocabulary = new HashMap<>();
        node.properties().forEach(entry -> vocabulary.put(entry.getKey(), id(entry.getValue())));
        return vocabulary;
    }

    private static List<byte[]> tokens(Map<String, Integer> vocabulary, List<AddedToken> added) {
        int last = -1;
        for (int id : vocabulary.values()) {
            last = Math.max(last, id);
        }
        for (AddedToken token : added) {
            last = Math.max(last, token.id());
        }
        List<byte[]> tokens = new ArrayList<>(Collections.nCopies(last + 1, new byte[0]));
        vocabulary.forEach((token, id) -> tokens.set(id, ByteCharacters.bytesOf(token)));
        added.forEach(token -> tokens.set(token.id(), token.content().getBytes(StandardCharsets.UTF_8)));
        return tokens;
    }

    private int[] bytes(Map<String, Integer> vocabulary) {
        int[] bytes = new int[256];
        for (int b = 0; b < bytes.length; b++) {
            Integer id = vocabulary.get(String.valueOf(ByteCharacters.of(b)));
            if (id == null) {
                throw wrong("has no token for the byte %02x, so that there are texts it cannot tell".formatted(b));
            }
            bytes[b] = id;
        }
        return bytes;
    }

    /** Merges are written as a pair, or as a text with a space. */
    private Map<Long, Merge> merges(JsonNode node, Map<String, Integer> vocabulary) {
        Map<Long, Merge> merges = new HashMap<>();
        int rank = 0;
        for (JsonNode merge : node) {
            String[] parts = merge.isArray()
                    ? new String[] {merge.path(0).asText(), merge.path(1).asText()}
                    : merge.asText().split(" ", 2);
            Integer left = parts.length == 2 ? vocabulary.get(parts[0]) : null;
            Integer right = parts.length == 2 ? vocabulary.get(parts[1]) : null;
            Integer joined = left == null || right == null ? null : vocabulary.get(parts[0] + parts[1]);
            if (left == null || right == null || joined == null) {
                throw wrong("has a merge " + merge + " of, or into, what is no token");
            }
            merges.put(BytePairs.pair(left, right), new Merge(rank++, joined));
        }
        return merges;
    }
}
