package blt4j.text;

import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.generation.Generator;
import blt4j.generation.ReadProgress;
import blt4j.generation.SamplingOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.generation.TokenGenerator;
import blt4j.generation.TokenSession;
import blt4j.model.Blt;
import blt4j.model.LanguageModel;
import blt4j.model.TokenModel;

/** A session with the generator that writes it on, of either kind of model. */
sealed interface Pen extends AutoCloseable {
    /** Writes until a limit is reached or {@link #stop} is called. */
    GenerationResult run(GenerationLimits limits);

    /** Ends {@link #run} after the byte or token at work. */
    void stop();

    @Override
    void close();

    /** Reads a prompt and is ready to write up to {@code maxBytes} after it. */
    static Pen open(
            LanguageModel model, byte[] prompt, int maxBytes, SamplingOptions sampling, GenerationListener listener) {
        int capacity = Math.addExact(prompt.length, maxBytes);
        return switch (model) {
            case Blt blt -> {
                Session session =
                        Session.open(blt, SessionOptions.ofCapacity(capacity).withoutDistributions());
                try {
                    session.append(prompt);
                    session.predict(ReadProgress.NONE);
                } catch (RuntimeException | Error e) {
                    session.close();
                    throw e;
                }
                yield new OfBytes(session, new Generator(session, sampling, listener));
            }
            case TokenModel tokens -> {
                byte[] text = tokens.tokenizer().normalised(prompt);
                TokenSession session = TokenSession.open(tokens, Math.addExact(text.length, maxBytes));
                try {
                    session.read(text, ReadProgress.NONE);
                } catch (RuntimeException | Error e) {
                    session.close();
                    throw e;
                }
                yield new OfTokens(session, new TokenGenerator(session, sampling, listener));
            }
        };
    }

    /** For a Byte Latent Transformer. */
    record OfBytes(Session session, Generator generator) implements Pen {
        @Override
        public GenerationResult run(GenerationLimits limits) {
            return generator.run(limits);
        }

        @Override
        public void stop() {
            generator.stop();
        }

        @Override
        public void close() {
            session.close();
        }
    }

    /** For a model over tokens. */
    record OfTokens(TokenSession session, TokenGenerator generator) implements Pen {
        @Override
        public GenerationResult run(GenerationLimits limits) {
            return generator.run(limits);
        }

        @Override
        public void stop() {
            generator.stop();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
