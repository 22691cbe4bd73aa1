package blt4j.text;

import blt4j.BltException;
import blt4j.analysis.cost.Ledger;
import blt4j.analysis.cost.WhatIf;
import blt4j.generation.GenerationLimits;
import blt4j.generation.ReadProgress;
import blt4j.generation.SamplingOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.generation.TokenSession;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.BundledModels;
import blt4j.model.LanguageModel;
import blt4j.model.TokenModel;
import blt4j.patching.BytePatches;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.vocabulary.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A model to give text to: tells entropies and patches, writes on, tells the cost. Every method takes a text as a string,
 * which is read as UTF-8, or as bytes, which may be anything.
 *
 * <p>The methods may be called from several threads at once; each call has caches of its own and frees them at its end.
 * One model computes one thing at a time, on all cores, so calls wait for each other. {@link #close} frees the weights;
 * it must not be called while another method is at work.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class TextModel implements AutoCloseable {
    /**
     * How bytes are drawn where nobody says otherwise: at temperature 0.7 under the UTF-8 guard, always from the same seed,
     * so that the same call writes the same text.
     */
    public static final SamplingOptions SAMPLING = SamplingOptions.PLAIN.withTemperature(0.7);

    private final LanguageModel model;
    private final boolean owned;

    private TextModel(LanguageModel model, boolean owned) {
        this.model = model;
        this.owned = owned;
    }

    /**
     * Opens the model that comes with blt4j, where its folder {@code models} is found: under the folder that the
     * system property {@value BundledModels#HOME} names, or under the working directory or one of its parents.
     *
     * @return a model to be closed by the caller
     * @throws BltException with a sentence, if it is not found or damaged
     */
    public static TextModel open() {
        return open(BundledModels.defaultModel());
    }

    /**
     * Opens a model on the best backend, with weights as stored.
     *
     * @param folder a checkpoint of a Byte Latent Transformer in Hugging Face's layout or in the original's, an
     *     entropy model by itself, or a Llama in Hugging Face's layout
     * @return a model to be closed by the caller
     * @throws BltException with a sentence that says what is missing or damaged
     */
    public static TextModel open(Path folder) {
        return open(folder, BltOptions.DEFAULT);
    }

    /**
     * Opens a model.
     *
     * @param folder as for {@link #open(Path)}
     * @param options the backend, and how weights are held
     * @return a model to be closed by the caller
     * @throws BltException with a sentence that says what is missing or damaged
     */
    public static TextModel open(Path folder, BltOptions options) {
        return new TextModel(LanguageModel.open(folder, options), true);
    }

    /**
     * {@return a model that is open already} Whoever opened it closes it; {@link #close} here does nothing.
     *
     * @param model must outlive this
     */
    public static TextModel of(LanguageModel model) {
        return new TextModel(model, false);
    }

    /** {@return the model behind this, for what is not told here: its configuration, sessions on it} */
    public LanguageModel model() {
        return model;
    }

    /**
     * Reads a text: entropies and patches, as the model was trained to make them.
     *
     * @param text any; its UTF-8 bytes are read
     * @return an entropy for each byte, in nats, and the patches
     * @throws BltException with a sentence, if the model needs entropies to make patches and has no entropy model
     */
    public PatchedText read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a text: entropies and patches, as the model was trained to make them.
     *
     * @param text any bytes; not changed. Memory grows with their number, so much longer texts than a few
     *     megabytes are {@linkplain blt4j.analysis.Annotator read in pieces}
     * @return an entropy for each byte, in nats, and the patches
     * @throws BltException with a sentence, if the model needs entropies to make patches and has no entropy model
     */
    public PatchedText read(byte[] text) {
        return read(text, ReadProgress.NONE);
    }

    /**
     * Reads a long text: entropies and patches, as the model was trained to make them.
     *
     * @param text any bytes; not changed
     * @param progress is told how far the reading has come, and can stop it
     * @return an entropy for each byte, in nats, and the patches
     * @throws BltException with a sentence, if the model needs entropies to make patches and has no entropy model
     * @throws java.util.concurrent.CancellationException if {@code progress} stops it
     */
    public PatchedText read(byte[] text, ReadProgress progress) {
        return switch (model) {
            case Blt blt -> patched(text, segment(blt, text, blt.config().patching(), progress));
            case TokenModel tokens -> readTokens(tokens, text, progress);
        };
    }

    /**
     * Reads a text and cuts it by another rule than the model was trained with.
     *
     * @param text any; its UTF-8 bytes are read
     * @param patching the rule; may look ahead
     * @return an entropy for each byte, in nats, and the patches
     * @throws BltException with a sentence, if the rule needs entropies and the model has no entropy model, or if
     *     the model is one over tokens, whose tokens are its patches
     */
    public PatchedText read(String text, PatcherConfig patching) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return patched(bytes, segment(requireBytes(), bytes, patching, ReadProgress.NONE));
    }

    /**
     * Writes a text on, drawing bytes as {@link #SAMPLING} says.
     *
     * @param prompt how the text begins; may be empty
     * @param maxBytes the most bytes that are written, 0 or more; fewer if the model ends the text
     * @return what is written, as it is asked for; to be closed by the caller
     * @throws BltException with a sentence, if prompt and bytes together are longer than a text can be
     */
    public Continuation write(String prompt, int maxBytes) {
        return write(prompt, GenerationLimits.bytes(maxBytes), SAMPLING);
    }

    /**
     * Writes a text on.
     *
     * @param prompt how the text begins; may be empty
     * @param limits where it ends: a number of bytes, strings, the model's own end
     * @param sampling how bytes (or tokens) are drawn; the same seed writes the same text
     * @return what is written, as it is asked for; to be closed by the caller
     * @throws BltException with a sentence, if prompt and bytes together are longer than a text can be, or a
     *     string to stop at is empty
     */
    public Continuation write(String prompt, GenerationLimits limits, SamplingOptions sampling) {
        return write(prompt.getBytes(StandardCharsets.UTF_8), limits, sampling);
    }

    /**
     * Writes a text on.
     *
     * @param prompt any bytes; may be empty
     * @param limits where it ends: a number of bytes, strings, the model's own end
     * @param sampling how bytes (or tokens) are drawn; the same seed writes the same text
     * @return what is written, as it is asked for; to be closed by the caller
     * @throws BltException with a sentence, if prompt and bytes together are longer than a text can be, or a
     *     string to stop at is empty
     */
    public Continuation write(byte[] prompt, GenerationLimits limits, SamplingOptions sampling) {
        if ((long) prompt.length + limits.maxBytes() >= Integer.MAX_VALUE - 1) {
            throw new BltException("The prompt has " + prompt.length + " bytes and " + limits.maxBytes()
                    + " more are asked for; a text can have " + (Integer.MAX_VALUE - 2) + " bytes.");
        }
        byte[] beginning = prompt.clone();
        return new Continuation(listener -> Pen.open(model, beginning, limits.maxBytes(), sampling, listener), limits);
    }

    /**
     * {@return what it costs to read a text and predict the byte (or token) after it} Of a Byte Latent Transformer
     * the entropy model alone is run, to find the patches; the rest is added up.
     *
     * @param text any; its UTF-8 bytes are counted
     * @throws BltException with a sentence, if the model needs entropies to make patches and has no entropy model
     */
    public TextCost cost(String text) {
        return cost(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@return what it costs to read a text and predict the byte (or token) after it, as {@link #cost(String)}}
     *
     * @param text any bytes
     * @throws BltException with a sentence, if the model needs entropies to make patches and has no entropy model
     */
    public TextCost cost(byte[] text) {
        return switch (model) {
            case Blt blt -> cost(blt, text, blt.config().patching());
            case TokenModel tokens -> costOfTokens(tokens, text);
        };
    }

    /**
     * {@return what it would cost to read a text that is cut by another rule than the model was trained with} The
     * entropy model counts, whether the rule needs it or not.
     *
     * @param text any; its UTF-8 bytes are counted
     * @param patching the rule; may look ahead
     * @throws BltException with a sentence, if the rule needs entropies and the model has no entropy model, or if
     *     the model is one over tokens, whose tokens are its patches
     */
    public TextCost cost(String text, PatcherConfig patching) {
        return cost(requireBytes(), text.getBytes(StandardCharsets.UTF_8), patching);
    }

    private Blt requireBytes() {
        if (model instanceof Blt blt) {
            return blt;
        }
        throw new BltException("The model " + model.name()
                + " reads tokens, which are its patches; another rule is for a Byte Latent" + " Transformer.");
    }

    /** Entropies of all positions, the BOS first, and the segmentation of the positions. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Segments(float[] entropies, Patches patches) {}

    private static Segments segment(Blt blt, byte[] text, PatcherConfig wanted, ReadProgress progress) {
        PatcherConfig patching = wanted.forModel();
        boolean looksAhead = patching.mode().looksAhead();
        boolean anyEntropies = blt.config().entropyModel().isPresent();
        // A session cuts as it reads; where the rule looks ahead it only finds entropies.
        PatcherConfig followed = looksAhead ? patching.withMode(new PatcherConfig.EveryByte()) : patching;
        SessionOptions options = SessionOptions.ofCapacity(text.length)
                .withPatching(followed)
                .withoutDistributions()
                .withEntropyModelAlone()
                .withRewind(0);
        try (Session session = Session.open(blt, options)) {
            session.append(text, progress);
            float[] entropies = anyEntropies ? session.entropies() : new float[0];
            Patches patches =
                    looksAhead ? Patching.segment(patching, Vocabulary.prompt(text), entropies) : session.patches();
            return new Segments(entropies, patches);
        }
    }

    private static PatchedText patched(byte[] text, Segments segments) {
        float[] entropies = segments.entropies();
        BytePatches patches = segments.patches().inBytes();
        List<TextPatch> found = new ArrayList<>();
        for (int i = patches.first(); i < patches.patches().count(); i++) {
            float entropy = entropies.length == 0 ? Float.NaN : entropies[patches.begin(i)];
            found.add(patch(text, patches.begin(i), patches.end(i), entropy));
        }
        float[] ofBytes = Arrays.copyOf(entropies, Math.min(entropies.length, text.length));
        return new PatchedText(text.clone(), ofBytes, found);
    }

    private static TextPatch patch(byte[] text, int begin, int end, float entropy) {
        return new TextPatch(begin, end, new String(text, begin, end - begin, StandardCharsets.UTF_8), entropy);
    }

    private static PatchedText readTokens(TokenModel model, byte[] text, ReadProgress progress) {
        byte[] normal = model.tokenizer().normalised(text);
        try (TokenSession session = TokenSession.open(model, normal.length)) {
            session.read(normal, progress);
            float[] entropies = new float[session.count()];
            List<TextPatch> tokens = new ArrayList<>();
            for (int token = 0; token < session.count(); token++) {
                entropies[token] = session.entropy(token);
                tokens.add(patch(normal, session.begin(token), session.end(token), entropies[token]));
            }
            return new PatchedText(normal.clone(), entropies, tokens);
        }
    }

    private static TextCost cost(Blt blt, byte[] text, PatcherConfig patching) {
        Segments segments = segment(blt, text, patching, ReadProgress.NONE);
        WhatIf work = new WhatIf(
                blt.programs().all(),
                Vocabulary.prompt(text),
                patching.resetAtNewline(),
                blt.config().separatesDocuments());
        return new TextCost(
                text.length,
                segments.patches().inBytes().count(),
                work.with(segments.patches()).byStage());
    }

    private static TextCost costOfTokens(TokenModel model, byte[] text) {
        Ledger ledger = new Ledger(model.allPrograms());
        byte[] normal = model.tokenizer().normalised(text);
        try (TokenSession session = TokenSession.open(model, normal.length)) {
            session.observe(ledger);
            session.read(normal, ReadProgress.NONE);
            return new TextCost(normal.length, session.count(), ledger.text().byStage());
        }
    }

    @Override
    public void close() {
        if (owned) {
            model.close();
        }
    }
}
