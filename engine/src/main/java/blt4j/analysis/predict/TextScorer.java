package blt4j.analysis.predict;

import blt4j.BltException;
import blt4j.analysis.cost.Ledger;
import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.generation.TokenSession;
import blt4j.model.Blt;
import blt4j.model.LanguageModel;
import blt4j.model.TokenModel;
import blt4j.tokenizer.Tokens;
import blt4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Measures how well a model predicts texts, in the same way whether it reads bytes or tokens, so that two can be held side
 * by side. Texts are read in overlapping rows of at most {@link Quality#ROW} bytes, and each byte is counted once, with at
 * least {@link Quality#CONTEXT} bytes before it but at the text's beginning. Belongs to one thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface TextScorer extends AutoCloseable {
    /** The bytes that a prompt and an answer may have together. */
    int LONGEST_PROMPT = 2048;

    /**
     * {@return a scorer for a model}
     *
     * @param model must outlive the scorer
     * @throws BltException if it is an entropy model alone, which predicts no text
     */
    static TextScorer of(LanguageModel model) {
        return switch (model) {
            case Blt blt
            when blt.config().blt().isEmpty() ->
                throw new BltException("The model " + blt.name() + " is an entropy model alone; name a whole model.");
            case Blt blt -> new OfBytes(blt);
            case TokenModel tokens -> new OfTokens(tokens);
        };
    }

    /** Follows the reading of texts, and can stop it. */
    @FunctionalInterface
    interface Progress {
        /** Lets everything proceed. */
        Progress NONE = bytes -> true;

        /**
         * Called several times a row.
         *
         * @param bytes how many bytes of all texts have been counted
         * @return whether to go on; if not, the reading ends with a {@link java.util.concurrent.CancellationException}
         */
        boolean proceed(long bytes);
    }

    /**
     * Reads texts, each from its own beginning, and adds up how well they were predicted.
     *
     * @param texts any bytes
     * @param progress may stop the reading
     * @return the sum over all texts
     */
    default TextScore score(List<byte[]> texts, Progress progress) {
        TextScore.Sum sum = new TextScore.Sum();
        for (byte[] text : texts) {
            add(text, sum, progress);
        }
        return sum.score();
    }

    /**
     * Reads a text and adds it to a sum.
     *
     * @param text any bytes
     * @param sum what it is added to
     * @param progress is told how far the reading has come, and may end it
     */
    void add(byte[] text, TextScore.Sum sum, Progress progress);

    /**
     * How likely each of several answers is after a prompt.
     *
     * @param prompt any bytes
     * @param answers none of them empty
     * @return the natural logarithms of their probabilities, up to a summand that all share
     */
    double[] logLikelihoods(byte[] prompt, List<byte[]> answers);

    @Override
    void close();

    /** For a BLT. */
    final class OfBytes implements TextScorer {
        private static final double LN_2 = Math.log(2);

        private final Blt model;
        private final Session session;
        private final float[] logits = new float[Vocabulary.SIZE];

        private OfBytes(Blt model) {
            this.model = model;
            this.session = Session.open(model, SessionOptions.ofCapacity(LONGEST_PROMPT));
        }

        @Override
        public void add(byte[] text, TextScore.Sum sum, Progress progress) {
            ReadProgress reading = (stage, done, total) -> progress.proceed(sum.bytes());
            int counted = 0;
            for (int begin = 0; counted < text.length; begin += Quality.STRIDE) {
                byte[] row = Arrays.copyOfRange(text, begin, Math.min(text.length, begin + Quality.ROW));
                session.truncate(0);
                Ledger ledger = new Ledger(model.allPrograms());
                session.observe(ledger);
                session.append(row, reading);
                session.predict(reading);
                session.ignore(ledger);
                for (int i = counted - begin; i < row.length; i++) {
                    session.nextByteLogits(i, logits);
                    Softmax softmax = Softmax.of(logits);
                    int id = Vocabulary.id(row[i]);
                    boolean foreseen = logits[id] == (float) softmax.max();
                    sum.add(
                            -softmax.logProbability(logits, id) / LN_2,
                            1,
                            foreseen ? 1 : 0,
                            session.patches().beginsAt(i + 1));
                }
                sum.work(ledger.text().flops(), row.length);
                counted = begin + row.length;
            }
        }

        @Override
        public double[] logLikelihoods(byte[] prompt, List<byte[]> answers) {
            session.truncate(0);
            session.append(prompt);
            return answers.stream()
                    .mapToDouble(answer -> {
                        session.truncate(prompt.length);
                        session.append(answer);
                        session.predict(ReadProgress.NONE);
                        double sum = 0;
                        for (int i = 0; i < answer.length; i++) {
                            session.nextByteLogits(prompt.length + i, logits);
                            sum += Softmax.of(logits).logProbability(logits, Vocabulary.id(answer[i]));
                        }
                        return sum;
                    })
                    .toArray();
        }

        @Override
        public void close() {
            session.close();
        }
    }

    /** For a model over tokens: a text is cut once, and rows begin and end between tokens. */
    final class OfTokens implements TextScorer {
        private static final double LN_2 = Math.log(2);

        private final TokenModel model;
        private final TokenSession session;

        private OfTokens(TokenModel model) {
            this.model = model;
            this.session = TokenSession.open(model, LONGEST_PROMPT);
        }

        @Override
        public void add(byte[] text, TextScore.Sum sum, Progress progress) {
            Tokens tokens = model.tokenizer().encode(model.tokenizer().normalised(text));
            int[] ends = tokens.lengths().clone();
            Arrays.parallelPrefix(ends, Integer::sum);
            int counted = 0;
            while (counted < tokens.count()) {
                int bytesBefore = counted == 0 ? 0 : ends[counted - 1];
                int from = firstFrom(ends, bytesBefore - Quality.CONTEXT, counted);
                int begin = from == 0 ? 0 : ends[from - 1];
                int to = counted + 1;
                while (to < tokens.count() && ends[to] - begin <= Quality.ROW) {
                    to++;
                }
                readRow(tokens, from, to, counted, sum, (stage, done, total) -> progress.proceed(sum.bytes()));
                counted = to;
            }
        }

        /** The last token that begins at a byte or before it. */
        private static int firstFrom(int[] ends, int byteAt, int most) {
            int from = most;
            while (from > 0 && ends[from - 1] > Math.max(0, byteAt)) {
                from--;
            }
            return from;
        }

        private void readRow(Tokens tokens, int from, int to, int counted, TextScore.Sum sum, ReadProgress progress) {
            session.truncate(0);
            Ledger ledger = new Ledger(model.allPrograms());
            session.observe(ledger);
            session.read(
                    new Tokens(
                            Arrays.copyOfRange(tokens.ids(), from, to), Arrays.copyOfRange(tokens.lengths(), from, to)),
                    progress);
            session.ignore(ledger);
            for (int i = counted - from; i < to - from; i++) {
                sum.add(session.surprisal(i) / LN_2, session.end(i) - session.begin(i), session.foreseenBytes(i), true);
            }
            sum.work(ledger.text().flops(), session.length());
        }

        /** Of the whole texts, so that it does not matter where a token crosses from the prompt into an answer. */
        @Override
        public double[] logLikelihoods(byte[] prompt, List<byte[]> answers) {
            List<Tokens> texts = new ArrayList<>();
            for (byte[] answer : answers) {
                byte[] text = Arrays.copyOf(prompt, prompt.length + answer.length);
                System.arraycopy(answer, 0, text, prompt.length, answer.length);
                texts.add(model.tokenizer().encode(model.tokenizer().normalised(text)));
            }
            return texts.stream()
                    .mapToDouble(text -> {
                        session.read(text, ReadProgress.NONE);
                        double sum = 0;
                        for (int i = 0; i < session.count(); i++) {
                            sum -= session.surprisal(i);
                        }
                        return sum;
                    })
                    .toArray();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
