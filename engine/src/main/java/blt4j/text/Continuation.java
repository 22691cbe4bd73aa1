package blt4j.text;

import blt4j.BltException;
import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.generation.GenerationResult.Reason;
import blt4j.generation.StopStrings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A text being written on: an iterator over what the model writes, which computes each byte (or token) when it is asked
 * for. {@link #text} writes to the end and gives all of it as a string, {@link #stream} gives it as a stream.
 *
 * <p>The prompt is read when the first event is asked for. The memory that the text takes is freed at its end, or by
 * {@link #close}, which is for whoever does not go on to the end. Belongs to one thread at a time, but {@link #stop} may
 * be called from any.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Continuation implements Iterator<GenerationEvent>, AutoCloseable {
    private final Function<GenerationListener, Pen> opener;
    private final GenerationLimits limits;
    private final StopStrings.Matcher stops;
    private final Collector collector = new Collector();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CharacterJoiner characters = new CharacterJoiner();
    private @Nullable Pen pen;
    private @Nullable GenerationEvent next;
    private @Nullable GenerationResult result;
    private int drawn;
    private int patches;
    private long nanoseconds;
    private volatile boolean stopped;

    Continuation(Function<GenerationListener, Pen> opener, GenerationLimits limits) {
        this.opener = opener;
        this.limits = limits;
        this.stops = StopStrings.of(limits.stops().stream()
                        .map(s -> s.getBytes(StandardCharsets.UTF_8))
                        .toList())
                .matcher();
    }

    /**
     * Whether the model writes on. Computes the next byte (or token) if that has not been done yet.
     *
     * @throws BltException with a sentence, if the model predicts no text
     */
    @Override
    public boolean hasNext() {
        if (next == null && result == null) {
            advance();
        }
        return next != null;
    }

    /**
     * What the model writes next.
     *
     * @throws NoSuchElementException if the text has ended
     * @throws BltException with a sentence, if the model predicts no text
     */
    @Override
    public GenerationEvent next() {
        GenerationEvent event = hasNext() ? next : null;
        if (event == null) {
            throw new NoSuchElementException("The text has ended.");
        }
        next = null;
        return event;
    }

    private void advance() {
        if (stopped) {
            finish(Reason.STOPPED);
            return;
        }
        if (stops.matched()) {
            finish(Reason.STOP_STRING);
            return;
        }
        if (pen == null) {
            pen = opener.apply(collector);
        }
        // The collector stops the run after each byte (or token); other reasons end the text.
        GenerationResult step = pen.run(new GenerationLimits(limits.maxBytes() - drawn, List.of(), limits.endAtEos()));
        patches += step.patches();
        nanoseconds += step.nanoseconds();
        next = collector.take();
        if (next == null) {
            finish(step.reason());
        }
    }

    private void finish(Reason reason) {
        result = new GenerationResult(reason, drawn, patches, nanoseconds);
        close();
    }

    /** Makes an event of what a generator tells of a byte, or of the bytes of a token. */
    private final class Collector implements GenerationListener {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean any;
        private int begin;
        private float entropy;
        private float probability;
        private boolean beginsPatch;

        @Override
        public void byteDrawn(int index, int value, float byteEntropy, float byteProbability, boolean begins) {
            if (stops.matched()) {
                return; // the rest of a token in which a stop string ended
            }
            if (!any) {
                any = true;
                begin = index;
                entropy = byteEntropy;
                probability = byteProbability;
                beginsPatch = begins;
            }
            drawn++;
            if (value >= 0) {
                bytes.write(value);
                stops.accept((byte) value);
            }
            if (pen != null) {
                pen.stop();
            }
        }

        @Nullable GenerationEvent take() {
            if (!any) {
                return null;
            }
            byte[] all = bytes.toByteArray();
            bytes.reset();
            any = false;
            written.writeBytes(all);
            return new GenerationEvent(begin, all, characters.join(all), entropy, probability, beginsPatch);
        }
    }

    /**
     * {@return what is still to be written, as a sequential stream that computes each event when it is asked for}
     * Closing the stream closes this.
     */
    public Stream<GenerationEvent> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(this::close);
    }

    /**
     * Writes to the end.
     *
     * @return all that was written, without the prompt; U+FFFD stands for what is not UTF-8
     * @throws BltException with a sentence, if the model predicts no text
     */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /**
     * Writes to the end.
     *
     * @return the bytes of all that was written, without the prompt
     * @throws BltException with a sentence, if the model predicts no text
     */
    public byte[] bytes() {
        forEachRemaining(event -> {});
        return written.toByteArray();
    }

    /** {@return why, and after how many bytes, the text ended; empty while it goes on} */
    public Optional<GenerationResult> result() {
        return Optional.ofNullable(result);
    }

    /** Ends the text after the byte (or token) at work; may be called from any thread. */
    public void stop() {
        stopped = true;
    }

    /** Ends the text, if it has not ended, and frees its memory. What was written stays to be asked for. */
    @Override
    public void close() {
        if (pen != null) {
            pen.close();
            pen = null;
        }
        if (result == null) {
            result = new GenerationResult(Reason.STOPPED, drawn, patches, nanoseconds);
        }
    }
}
