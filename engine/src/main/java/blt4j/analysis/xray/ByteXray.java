package blt4j.analysis.xray;

import blt4j.analysis.predict.TopPredictions;
import blt4j.generation.Session;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What goes on inside a Byte Latent Transformer when it reads one byte and predicts the next (paper, section 3): real
 * numbers of the model on the text.
 *
 * <p>The byte is embedded with its n-grams and passes the local encoder. It belongs to a patch ({@link #patch}), whose
 * queries attend to the patch's bytes and which the latent transformer reads among the patches before it. The decoder reads
 * the last patch that was complete before the next byte's patch began ({@link #read}): where the byte ends its patch that is
 * the same, otherwise the one before. After each layer of the decoder its final norm and head tell what would be predicted if
 * it ended there (the logit lens).
 *
 * @param index the byte, from 0; −1 is the BOS
 * @param id its vocabulary id
 * @param embedding how it is embedded
 * @param encoder the local encoder's layers
 * @param patch the patch that the byte belongs to
 * @param read the patch that the decoder reads for the next byte
 * @param decoder the decoder's layers
 * @param prediction what is predicted for the next byte: the likeliest, and the one that came, if one did
 * @param probabilities of all ids
 */
@SuppressWarnings("ArrayRecordComponent") // vectors, handed over
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ByteXray(
        int index,
        int id,
        Embedding embedding,
        List<Layer> encoder,
        PatchXray patch,
        PatchXray read,
        List<DecoderLayer> decoder,
        TopPredictions prediction,
        float[] probabilities) {
    /**
     * A byte's embedding.
     *
     * @param own the byte's own, before n-grams
     * @param norm the Euclidean length of {@code own}
     * @param share what of the finished embedding {@code own} makes up, as {@link NgramHit#share}
     * @param hits what n-grams add, table by table
     * @param sum the finished embedding: what the encoder reads
     */
    @SuppressWarnings("ArrayRecordComponent") // vectors, handed over
    public record Embedding(float[] own, double norm, double share, List<NgramHit> hits, float[] sum) {
        /** Copies the list. */
        public Embedding {
            hits = List.copyOf(hits);
        }
    }

    /**
     * A layer of a transformer at one row.
     *
     * @param attention how its self-attention is shared out over rows up to its own
     * @param hidden the hidden state after it
     */
    @SuppressWarnings("ArrayRecordComponent") // vectors, handed over
    public record Layer(AttentionWeights attention, float[] hidden) {}

    /**
     * A patch on its way to the latent transformer's output.
     *
     * @param index which patch; the first is that of the BOS
     * @param begin its first byte
     * @param end one past its last byte
     * @param complete whether it ends there; of an open patch everything is as if it ended with the text
     * @param k how many vectors, and queries, it has
     * @param pooling how its queries attend to its bytes: k · heads rows over byte positions, of which byte i is i + 1
     * @param vectors the k vectors that the encoder makes of it, one after the other
     * @param latent the latent transformer's layers, attending over patches
     */
    @SuppressWarnings("ArrayRecordComponent") // vectors, handed over
    public record PatchXray(
            int index,
            int begin,
            int end,
            boolean complete,
            int k,
            AttentionWeights pooling,
            float[] vectors,
            List<Layer> latent) {
        /** Copies the list. */
        public PatchXray {
            latent = List.copyOf(latent);
        }
    }

    /**
     * A layer of the local decoder at the byte.
     *
     * @param cross how its cross-attention is shared out over the k vectors of the patch it reads, if the layer has one
     * @param layer the rest of it
     * @param lens what would be predicted if the decoder ended here; of the last layer that is the prediction
     */
    public record DecoderLayer(Optional<AttentionWeights> cross, Layer layer, TopPredictions lens) {}

    /** How many of the likeliest bytes are named. */
    public static final int LIKELIEST = 5;

    /** Copies the lists. */
    public ByteXray {
        encoder = List.copyOf(encoder);
        decoder = List.copyOf(decoder);
    }

    /**
     * Looks into one byte. The stages catch up with the text first.
     *
     * @param session where the text is read; must run the whole model
     * @param index the byte, 0 to {@link Session#length} − 1; −1 for the BOS, with which every text begins
     * @return its inside
     * @throws IndexOutOfBoundsException if there is no such byte
     * @throws blt4j.BltException if the model is an entropy model alone, was saved without its head, or if the byte lies so
     *     far back that what it was computed from is not kept
     */
    public static ByteXray of(Session session, int index) {
        return new ByteXrayMaker(session, index).make();
    }
}
