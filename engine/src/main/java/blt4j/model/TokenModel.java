package blt4j.model;

import blt4j.compute.Backend;
import blt4j.compute.Backends;
import blt4j.compute.LoadedModel;
import blt4j.device.Device;
import blt4j.model.checkpoint.LlamaLayout;
import blt4j.model.config.LlamaConfig;
import blt4j.model.pipeline.Pipeline;
import blt4j.program.Program;
import blt4j.stage.StageProgram;
import blt4j.tokenizer.Tokenizer;
import blt4j.weights.CheckpointException;
import blt4j.weights.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * A transformer over tokens, open and ready: what a BLT is compared with. It is one program of the ops that a BLT's stages
 * are made of, with tokens where a BLT's latent transformer has patches; so it runs on the same backends, and the ledger
 * adds up its work in the same way.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class TokenModel implements LanguageModel {
    private static final String TOKENIZER = "tokenizer.json";

    private final LlamaConfig config;
    private final Tokenizer tokenizer;
    private final Weights weights;
    private final Program program;
    private final LoadedModel loaded;

    private TokenModel(LlamaConfig config, Tokenizer tokenizer, Weights weights, BltOptions options) {
        this.config = config;
        this.tokenizer = tokenizer;
        this.weights = weights;
        Backend backend = Backends.open(options.backend());
        try {
            this.program = Pipeline.tokens(config, weights);
            this.loaded =
                    new LoadedModel(backend, backend.load(List.of(program), weights, options.precision()), weights);
        } catch (RuntimeException | Error e) {
            backend.close();
            throw e;
        }
    }

    /**
     * {@return whether a folder holds a model over tokens}
     *
     * @param folder with a {@code config.json}
     */
    public static boolean isTokenModel(Path folder) {
        return LlamaLayout.isLayoutOf(folder);
    }

    /**
     * Opens a model.
     *
     * @param folder {@code config.json} with the {@code model_type} "llama", safetensors, and {@code
     *     tokenizer.json}
     * @param options the backend, and how weights are held
     * @return a model to be closed by the caller
     * @throws blt4j.BltException with a sentence that says what is missing or damaged
     */
    public static TokenModel open(Path folder, BltOptions options) {
        if (!Files.isRegularFile(folder.resolve(TOKENIZER))) {
            throw new CheckpointException("The checkpoint " + folder + " is a model over tokens and has no " + TOKENIZER
                    + ", without which no text can be given to it.");
        }
        Tokenizer tokenizer = Tokenizer.read(folder.resolve(TOKENIZER));
        LlamaLayout.Opened opened = LlamaLayout.open(folder);
        try {
            requireIds(opened.config());
            if (tokenizer.size() > opened.config().vocabularySize()) {
                throw new CheckpointException("The tokenizer of " + folder + " has ids up to " + (tokenizer.size() - 1)
                        + ", but the model's vocabulary has only "
                        + opened.config().vocabularySize() + ".");
            }
            if (tokenizer.before().length == 0
                    && opened.config().beginIds().isEmpty()
                    && opened.config().endIds().isEmpty()) {
                throw new CheckpointException(
                        "The checkpoint " + folder + " names no id that texts begin with: neither its"
                                + " tokenizer does, nor a bos_token_id or an eos_token_id of its configuration.");
            }
            return new TokenModel(opened.config(), tokenizer, opened.weights(), options);
        } catch (RuntimeException | Error e) {
            opened.weights().close();
            throw e;
        }
    }

    private static void requireIds(LlamaConfig config) {
        Stream.concat(config.beginIds().stream(), config.endIds().stream())
                .filter(id -> id >= config.vocabularySize())
                .findFirst()
                .ifPresent(id -> {
                    throw new CheckpointException(
                            "The configuration of " + config.name() + " begins or ends texts with the" + " id " + id
                                    + ", but its vocabulary has only " + config.vocabularySize() + " ids.");
                });
    }

    /** {@return the model's configuration} */
    public LlamaConfig config() {
        return config;
    }

    /** {@return what cuts texts into its tokens} */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** {@return the model's one program: a row a token; the only output is the logits of the next token} */
    public StageProgram program() {
        return program;
    }

    /**
     * {@return the ids that stand before every text, at least one, from which the first token is predicted: the
     * tokenizer's, or else those that the configuration begins or ends texts with}
     */
    public int[] beginIds() {
        int[] before = tokenizer.before();
        List<Integer> configured = config.beginIds().isEmpty() ? config.endIds() : config.beginIds();
        return before.length > 0 ? before : new int[] {configured.getFirst()};
    }

    /**
     * {@return whether an id ends a text}
     *
     * @param id of the vocabulary
     */
    public boolean ends(int id) {
        return config.endIds().contains(id) || Arrays.stream(tokenizer.after()).anyMatch(end -> end == id);
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Device backend() {
        return loaded;
    }

    @Override
    public List<? extends StageProgram> allPrograms() {
        return List.of(program);
    }

    @Override
    public void close() {
        loaded.close();
        weights.close();
    }
}
