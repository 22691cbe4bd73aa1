package blt4j.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.generation.GenerationLimits;
import blt4j.generation.SamplingOptions;
import blt4j.model.Blt;
import blt4j.model.BundledModels;
import dev.langchain4j.model.StreamingResponseHandler;
import dev.langchain4j.model.input.PromptTemplate;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The example: a template of LangChain4j's, filled in and written on. */
class BltLanguageModelTest {
    private static final class Listener implements StreamingResponseHandler<String> {
        final List<String> pieces = new ArrayList<>();
        final List<Response<String>> responses = new ArrayList<>();
        final List<Throwable> errors = new ArrayList<>();

        @Override
        public void onNext(String token) {
            pieces.add(token);
        }

        @Override
        public void onComplete(Response<String> response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable error) {
            errors.add(error);
        }
    }

    @Test
    void writesOnAtOnceAndAsItComes() {
        try (Blt blt = Blt.open(BundledModels.find("blt-mini").orElseThrow())) {
            BltLanguageModel model = new BltLanguageModel(
                    blt, SamplingOptions.PLAIN.withTemperature(0.7).withSeed(1), GenerationLimits.bytes(40));
            String prompt = PromptTemplate.from("Once upon a time, {{who}} ")
                    .apply(Map.of("who", "a fox"))
                    .text();
            Response<String> whole = model.generate(prompt);
            assertEquals(40, whole.content().getBytes(StandardCharsets.UTF_8).length);
            assertEquals(FinishReason.LENGTH, whole.finishReason());
            Listener listener = new Listener();
            model.generate(prompt, listener);
            assertEquals(whole.content(), String.join("", listener.pieces));
            assertEquals(whole.content(), listener.responses.getFirst().content());
            assertTrue(listener.errors.isEmpty());
        }
    }

    @Test
    void errorsAreTold() {
        Blt blt = Blt.open(BundledModels.find("blt-mini").orElseThrow());
        blt.close();
        Listener listener = new Listener();
        new BltLanguageModel(blt, SamplingOptions.GREEDY, GenerationLimits.bytes(4)).generate("x", listener);
        assertEquals(1, listener.errors.size());
    }
}
