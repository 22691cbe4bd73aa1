package blt4j.analysis.page;

import blt4j.BltException;
import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.predict.TopPredictions.Prediction;
import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.vocabulary.Vocabulary;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * A text as a model reads it, as a web page in one file: bytes, entropies, the ten likeliest of each byte, and a threshold
 * that cuts the text anew where it is looked at. It loads nothing from anywhere.
 *
 * <p>Numbers lie in the page as little-endian arrays in Base64: entropies as float32, so that a threshold cuts there exactly
 * as here; ids as uint16; probabilities as uint16 of −ln p · 4096, good to a four-thousandth of themselves down to one in
 * eight million. A byte takes some 65 bytes of the page.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class WebPage {
    /** Longer texts make pages that are slow to open. */
    public static final int MOST_BYTES = 100_000;

    /** How many of the likeliest bytes a page names. */
    public static final int LIKELIEST = 10;

    private static final double STEPS_PER_NAT = 4096;
    private static final int MOST_OF_TITLE = 60;
    private static final int COST_STEPS = 64;
    private static final double LONGEST_PATCH = 64;
    private static final String DATA = "/*DATA*/null";
    private static final String TITLE = "<!--TITLE-->";

    private WebPage() {}

    /**
     * What a page tells besides the reading.
     *
     * @param title what it is called
     * @param bytesPerToken the mean size of tokens of a BPE vocabulary in this text, for comparison; 0 for none
     */
    public record About(String title, double bytesPerToken) {
        /**
         * {@return a title for a text that has none: its beginning}
         *
         * @param text its bytes
         */
        public static About of(byte[] text) {
            String beginning = new String(text, 0, Math.min(text.length, 4 * MOST_OF_TITLE), StandardCharsets.UTF_8)
                    .strip()
                    .lines()
                    .findFirst()
                    .orElse("");
            int most = Math.min(beginning.codePointCount(0, beginning.length()), MOST_OF_TITLE);
            String cut = beginning.substring(0, beginning.offsetByCodePoints(0, most));
            return new About(cut.equals(beginning) ? cut : cut.strip() + "…", 0);
        }
    }

    /**
     * Reads a text and writes its page.
     *
     * @param blt has an entropy model
     * @param text at most {@link #MOST_BYTES} long
     * @param patching how the text is cut at first
     * @param about what else the page tells
     * @param progress hears how far the reading has come, and may stop it
     * @return HTML, to be written in UTF-8
     * @throws BltException if the text is longer, or the model has no entropy model
     */
    public static String of(Blt blt, byte[] text, PatcherConfig patching, About about, ReadProgress progress) {
        if (text.length > MOST_BYTES) {
            throw new BltException(
                    "A web page holds up to " + MOST_BYTES + " bytes of text; this one has " + text.length + ".");
        }
        if (blt.config().entropyModel().isEmpty()) {
            throw new BltException("The model " + blt.config().name()
                    + " has no entropy model, so there are no entropies to make a web page of.");
        }
        SessionOptions options = SessionOptions.ofCapacity(text.length)
                .withPatching(patching.withMode(new PatcherConfig.EveryByte()))
                .withEntropyModelAlone();
        try (Session session = Session.open(blt, options)) {
            session.append(text, progress);
            Patches patches = Patching.segment(patching, Vocabulary.prompt(text), session.entropies());
            // Nothing in the text may end the script that it stands in.
            String data = data(session, patching, patches, about).replace("<", "\\u003c");
            return template().replace(TITLE, escape(about.title())).replace(DATA, data);
        }
    }

    private static String template() {
        try (InputStream in = WebPage.class.getResourceAsStream("page.html")) {
            return new String(Objects.requireNonNull(in, "page.html").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String data(Session session, PatcherConfig patching, Patches patches, About about) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("title", about.title());
            json.writeStringField("model", session.blt().config().name());
            json.writeNumberField("bytesPerToken", about.bytesPerToken());
            json.writeStringField("text", base64(session.bytes()));
            writeRule(json, patching, patches);
            writeReading(json, session);
            writeCosts(json, session, patching);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /** The rule, if a threshold alone decides; and where the patches begin, over bytes. */
    private static void writeRule(JsonGenerator json, PatcherConfig patching, Patches patches) throws IOException {
        if (patching.mode() instanceof PatcherConfig.Threshold(double threshold)) {
            json.writeNumberField("threshold", threshold);
        } else {
            json.writeNullField("threshold");
        }
        json.writeNumberField("limit", patching.maxPatchLength().orElse(0));
        json.writeArrayFieldStart("begins");
        for (int i = 0; i < patches.count(); i++) {
            if (patches.begin(i) > 0) {
                json.writeNumber(patches.begin(i) - 1);
            }
        }
        json.writeEndArray();
    }

    private static void writeReading(JsonGenerator json, Session session) throws IOException {
        int length = session.length();
        ByteBuffer entropies = buffer(Float.BYTES * (length + 1));
        ByteBuffer ids = buffer(Short.BYTES * LIKELIEST * length);
        ByteBuffer shares = buffer(Short.BYTES * LIKELIEST * length);
        ByteBuffer actual = buffer(2 * Short.BYTES * length);
        float[] logits = new float[Vocabulary.SIZE];
        for (int i = 0; i <= length; i++) {
            entropies.putFloat(session.entropyOf(i));
            if (i == length) {
                break;
            }
            session.entropyModelLogits(i, logits);
            TopPredictions top = TopPredictions.of(logits, LIKELIEST, session.idAt(i + 1));
            for (Prediction p : top.likeliest()) {
                ids.putShort((short) p.id());
                shares.putShort(share(p));
            }
            top.actual().ifPresent(p -> actual.putShort((short) p.rank()).putShort(share(p)));
        }
        json.writeStringField("entropies", base64(entropies.flip()));
        json.writeStringField("ids", base64(ids.flip()));
        json.writeStringField("shares", base64(shares.flip()));
        json.writeStringField("actual", base64(actual.flip()));
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static short share(Prediction p) {
        return (short) Math.clamp(Math.round(-Math.log(p.probability()) * STEPS_PER_NAT), 0, 0xFFFF);
    }

    /** FLOPs per byte for patch sizes in even steps of their logarithm, with the entropy model and without. */
    private static void writeCosts(JsonGenerator json, Session session, PatcherConfig patching) throws IOException {
        CostAtContext costs = CostAtContext.of(session.blt().programs().all(), CostAtContext.DEFAULT_CONTEXT);
        boolean whole = session.blt().config().blt().isPresent();
        json.writeNumberField("context", costs.context());
        json.writeNumberField("longest", LONGEST_PATCH);
        json.writeArrayFieldStart("costs");
        for (int i = 0; whole && i <= COST_STEPS; i++) {
            double size = Math.pow(LONGEST_PATCH, (double) i / COST_STEPS);
            boolean entropic = patching.mode().needsEntropies();
            json.writeNumber((entropic ? costs.perByte(size) : costs.perByteOfTokens(size)).total());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("tokenCosts");
        for (int i = 0; whole && i <= COST_STEPS; i++) {
            double size = Math.pow(LONGEST_PATCH, (double) i / COST_STEPS);
            json.writeNumber(costs.perByteOfTokens(size).total());
        }
        json.writeEndArray();
    }

    private static String base64(byte[] bytes) {
        return base64(ByteBuffer.wrap(bytes));
    }

    private static String base64(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1
                .decode(Base64.getEncoder().encode(bytes))
                .toString();
    }
}
