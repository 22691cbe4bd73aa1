package blt4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.model.checkpoint.ShapesAlone;
import blt4j.weights.DType;
import org.junit.jupiter.api.Test;

/** Parameter counts against the paper's table of hyper-parameters. */
class PublishedModelsTest {
    private final ShapesAlone small = new ShapesAlone(PublishedModels.blt1b(), DType.BF16);
    private final ShapesAlone large = new ShapesAlone(PublishedModels.blt7b(), DType.BF16);

    @Test
    void stagesHaveTheParametersThatThePaperStates() {
        assertEquals(12e6, count(small, "model.local_encoder.layers."), 1e6);
        assertEquals(113e6, count(small, "model.local_decoder.layers."), 3e6);
        assertEquals(1.28e9, count(small, "model.global_transformer."), 0.02e9);
        assertEquals(3.07e9, count(small, "model.encoder_hash_tok_embedding."), 0.01e9);
        assertEquals(100e6, count(small, "model.patcher."), 5e6);
        assertEquals(20e6, count(large, "model.local_encoder.layers."), 1e6);
        assertEquals(120e6, count(large, "model.local_decoder.layers."), 3e6);
        assertEquals(6.4e9, count(large, "model.global_transformer.layers."), 0.1e9);
    }

    private static double count(ShapesAlone weights, String prefix) {
        return weights.names().stream()
                .filter(name -> name.startsWith(prefix))
                .map(weights::get)
                .mapToDouble(t -> (double) t.rows() * t.columns())
                .sum();
    }

    @Test
    void onlyTheLargerProjectsIntoItsLatentTransformer() {
        String projection = "model.global_transformer.token_embedding_projection.weight";
        assertTrue(small.find(projection).isEmpty());
        assertEquals(5120, large.get(projection).columns());
    }
}
