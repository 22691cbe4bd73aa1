package blt4j.langchain4j;

import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.generation.Generator;
import blt4j.generation.SamplingOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.vocabulary.Utf8;
import dev.langchain4j.model.StreamingResponseHandler;
import dev.langchain4j.model.language.LanguageModel;
import dev.langchain4j.model.language.StreamingLanguageModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A Byte Latent Transformer as LangChain4j's language model: it writes a prompt on, at once or character by character.
 * The published and the bundled models are base models that write texts on and were not taught to converse, so there is no
 * chat model of them. Tokens are bytes here, and are counted so. Calls come one after another, on the caller's thread.
 */
public final class BltLanguageModel implements LanguageModel, StreamingLanguageModel {
    private final Blt blt;
    private final SamplingOptions sampling;
    private final GenerationLimits limits;

    /**
     * Wraps a model.
     *
     * @param blt must outlive this; it stays the caller's to close
     * @param sampling how bytes are drawn
     * @param limits when a text ends
     */
    public BltLanguageModel(Blt blt, SamplingOptions sampling, GenerationLimits limits) {
        this.blt = blt;
        this.sampling = sampling;
        this.limits = limits;
    }

    @Override
    public Response<String> generate(String prompt) {
        return write(prompt, GenerationListener.NONE);
    }

    @Override
    public void generate(String prompt, StreamingResponseHandler<String> handler) {
        Response<String> response;
        try {
            response = write(prompt, new Characters(handler));
        } catch (RuntimeException e) {
            handler.onError(e);
            return;
        }
        handler.onComplete(response);
    }

    private synchronized Response<String> write(String prompt, GenerationListener listener) {
        byte[] read = prompt.getBytes(StandardCharsets.UTF_8);
        try (Session session = Session.open(
                blt, SessionOptions.ofCapacity(read.length + limits.maxBytes()).withoutDistributions())) {
            session.append(read);
            GenerationResult result = new Generator(session, sampling, listener).run(limits);
            byte[] all = session.bytes();
            String text = new String(all, read.length, all.length - read.length, StandardCharsets.UTF_8);
            FinishReason reason = switch (result.reason()) {
                case MAX_BYTES, CAPACITY -> FinishReason.LENGTH;
                case END_OF_SEQUENCE, STOP_STRING -> FinishReason.STOP;
                case STOPPED -> FinishReason.OTHER;
            };
            return Response.from(text, new TokenUsage(read.length, result.bytes()), reason);
        }
    }

    /** Passes bytes on as whole characters. */
    private static final class Characters implements GenerationListener {
        private final StreamingResponseHandler<String> handler;
        private final byte[] character = new byte[Utf8.MAX_LENGTH];
        private int pending;

        Characters(StreamingResponseHandler<String> handler) {
            this.handler = handler;
        }

        @Override
        public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
            if (value < 0) {
                return; // a special id is no text
            }
            character[pending++] = (byte) value;
            pass(pending - Utf8.incompleteTail(character, pending));
        }

        @Override
        public void finished(GenerationResult result) {
            pass(pending);
        }

        private void pass(int length) {
            if (length > 0) {
                handler.onNext(new String(Arrays.copyOf(character, length), StandardCharsets.UTF_8));
                System.arraycopy(character, length, character, 0, pending - length);
                pending -= length;
            }
        }
    }
}
