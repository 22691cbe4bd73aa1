package blt4j.cli.text;

import blt4j.cli.option.PatchingOptions;
import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.generation.Generator;
import blt4j.generation.ReadProgress;
import blt4j.generation.SamplingOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.generation.TextGenerator;
import blt4j.generation.TokenGenerator;
import blt4j.generation.TokenSession;
import blt4j.model.Blt;
import blt4j.model.LanguageModel;
import blt4j.model.TokenModel;
import blt4j.vocabulary.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A text that is read and written on, whatever the model reads. */
sealed interface OpenText extends AutoCloseable {
    /** Opens an empty text with room for some bytes. */
    static OpenText of(LanguageModel model, int capacity, PatchingOptions patching) {
        return switch (model) {
            case Blt blt ->
                new OfBytes(Sessions.open(
                        blt,
                        SessionOptions.ofCapacity(capacity)
                                .withPatching(patching.over(blt.config().patching()))
                                .withoutDistributions()));
            case TokenModel tokens -> new OfTokens(TokenSession.open(tokens, capacity));
        };
    }

    /** Makes the text another. What both begin with alike is not read again. */
    void read(byte[] text, ReadProgress progress);

    /** An independent text that begins the same. */
    OpenText fork();

    /** What writes on. */
    TextGenerator generator(SamplingOptions sampling, GenerationListener listener);

    /**
     * Writes on.
     *
     * @param stopping is given what ends it early
     */
    default GenerationResult write(
            SamplingOptions sampling,
            GenerationLimits limits,
            GenerationListener listener,
            Consumer<Runnable> stopping) {
        TextGenerator generator = generator(sampling, listener);
        stopping.accept(generator::stop);
        return generator.run(limits);
    }

    /** The bytes that a text of a capacity takes at its fullest. */
    static long memoryBytes(LanguageModel model, int capacity) {
        return switch (model) {
            case Blt blt ->
                Session.memoryBytes(blt, SessionOptions.ofCapacity(capacity).withoutDistributions());
            case TokenModel tokens -> TokenSession.memoryBytes(tokens, capacity);
        };
    }

    /** Makes room for texts that are written together; tells how many of them find it. */
    static int reserve(LanguageModel model, int capacity, int texts) {
        return switch (model) {
            case Blt blt ->
                Session.reserve(blt, SessionOptions.ofCapacity(capacity).withoutDistributions(), texts);
            case TokenModel tokens -> TokenSession.reserve(tokens, capacity, texts);
        };
    }

    /** The ids after so many bytes. */
    int[] idsAfter(int bytes);

    /** The bytes of the text; special ids have none. */
    byte[] bytes();

    /** How hard each byte was to predict, in nats; empty where that is not known byte by byte. */
    float[] entropies();

    /** Whether a patch or a token begins at a byte. */
    boolean beginsPatch(int index);

    /** How many ids each patch has, the BOS first. */
    int[] patchLengths();

    @Override
    void close();

    /** A text of bytes in patches. */
    record OfBytes(Session session) implements OpenText {
        @Override
        public void read(byte[] text, ReadProgress progress) {
            int common = 0;
            int most = Math.min(text.length, session.length());
            while (common < most && session.idAt(common + 1) == Vocabulary.id(text[common])) {
                common++;
            }
            session.truncate(common);
            session.append(Arrays.copyOfRange(text, common, text.length), progress);
            session.predict(progress);
        }

        @Override
        public OpenText fork() {
            return new OfBytes(session.fork());
        }

        @Override
        public TextGenerator generator(SamplingOptions sampling, GenerationListener listener) {
            return new Generator(session, sampling, listener);
        }

        @Override
        public int[] idsAfter(int bytes) {
            return IntStream.rangeClosed(bytes + 1, session.length())
                    .map(session::idAt)
                    .toArray();
        }

        @Override
        public byte[] bytes() {
            ByteArrayOutputStream text = new ByteArrayOutputStream(session.length());
            for (int id : idsAfter(0)) {
                if (Vocabulary.isByte(id)) {
                    text.write(Vocabulary.toByte(id));
                }
            }
            return text.toByteArray();
        }

        @Override
        public float[] entropies() {
            return session.entropies();
        }

        @Override
        public boolean beginsPatch(int index) {
            return session.patches().beginsAt(index + 1);
        }

        @Override
        public int[] patchLengths() {
            return session.patches().lengths();
        }

        @Override
        public void close() {
            session.close();
        }
    }

    /** A text of tokens. */
    record OfTokens(TokenSession session) implements OpenText {
        @Override
        public void read(byte[] text, ReadProgress progress) {
            session.read(session.model().tokenizer().normalised(text), progress);
        }

        @Override
        public OpenText fork() {
            return new OfTokens(session.fork());
        }

        @Override
        public TextGenerator generator(SamplingOptions sampling, GenerationListener listener) {
            return new TokenGenerator(session, sampling, listener);
        }

        @Override
        public int[] idsAfter(int bytes) {
            return IntStream.range(0, session.count())
                    .filter(token -> session.begin(token) >= bytes)
                    .map(session::idAt)
                    .toArray();
        }

        @Override
        public byte[] bytes() {
            return session.bytes();
        }

        @Override
        public float[] entropies() {
            return new float[0];
        }

        @Override
        public boolean beginsPatch(int index) {
            return session.patches().beginsAt(index + 1);
        }

        @Override
        public int[] patchLengths() {
            return session.patches().lengths();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
