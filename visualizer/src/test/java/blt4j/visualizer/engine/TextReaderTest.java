package blt4j.visualizer.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Entropies;
import blt4j.visualizer.state.ModelInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TextReaderTest {
    private static final Path MODEL = TestModels.folder("hf-tiny");
    private static final ByteText TEXT = ByteText.of("Read before anybody asked.");

    private final TextReader reader = new TextReader();

    @AfterEach
    void close() {
        reader.close();
    }

    /** What was begun before there was a window is read once, and told when it is asked for. */
    @Test
    void whatWasBegunIsNotDoneAgain() {
        reader.begin(MODEL, BackendOptions.CPU, TEXT);
        Optional<ModelInfo> begun = reader.thread()
                .withModel(model -> true)
                .thenCompose(there -> reader.thread().open(MODEL, BackendOptions.CPU, () -> true))
                .join();
        assertTrue(begun.isPresent());
        assertEquals(Optional.of(true), reader.thread().withModel(model -> true).join()); // by now it has been read
        assertEquals(TEXT.length(), reader.bytesRead());
        CompletableFuture<Entropies> told = new CompletableFuture<>();
        reader.tell(told::complete, told::completeExceptionally, backend -> {});
        reader.read(TEXT, false);
        assertTrue(told.orTimeout(60, TimeUnit.SECONDS).join().complete());
        assertEquals(TEXT.length(), reader.bytesRead());
    }

    /** After an edit in the middle a short beginning is told at once, with what was read before the edit behind it. */
    @Test
    void anEditIsToldBeforeTheRestIsReadAnew() throws InterruptedException {
        byte[] text = "the same words again, ".repeat(90).getBytes(StandardCharsets.US_ASCII);
        ByteText before = ByteText.of(text);
        byte[] longer = Arrays.copyOf(text, text.length + 1);
        System.arraycopy(text, 1_000, longer, 1_001, text.length - 1_000);
        longer[1_000] = 'e';
        ByteText after = ByteText.of(longer);
        reader.thread().open(MODEL, BackendOptions.CPU, () -> true).join();
        BlockingQueue<Entropies> told = new LinkedBlockingQueue<>();
        reader.tell(told::add, e -> fail(e), backend -> {});
        reader.read(before, false);
        Entropies whole = untilComplete(told, before).getLast();
        reader.read(after, false);
        List<Entropies> edited = untilComplete(told, after);
        Entropies first = edited.getFirst();
        assertFalse(first.complete());
        assertTrue(first.settled() > 1_000 && first.settled() < after.length());
        assertEquals(after.length(), first.read());
        Entropies last = edited.getLast();
        for (int i = 0; i <= first.settled(); i++) {
            assertEquals(last.of(i), first.of(i), 1e-4f);
        }
        for (int i = first.settled() + 1; i <= after.length(); i++) {
            assertEquals(whole.of(i - 1), first.of(i));
        }
    }

    private static List<Entropies> untilComplete(BlockingQueue<Entropies> told, ByteText text)
            throws InterruptedException {
        List<Entropies> all = new ArrayList<>();
        while (true) {
            Entropies next = Objects.requireNonNull(told.poll(60, TimeUnit.SECONDS));
            if (next.text().equals(text)) {
                all.add(next);
                if (next.complete()) {
                    return all;
                }
            }
        }
    }

    @Test
    void anotherModelThanTheOneBegunIsOpened() {
        reader.begin(MODEL, BackendOptions.CPU, TEXT);
        Path other = MODEL.resolveSibling("meta-tiny");
        assertEquals(
                other,
                reader.thread()
                        .open(other, BackendOptions.CPU, () -> true)
                        .join()
                        .orElseThrow()
                        .folder());
    }

    @Test
    void aModelIsTakenFromTheBeginningOnce() {
        reader.begin(MODEL, BackendOptions.CPU, TEXT);
        ModelInfo first = reader.thread()
                .open(MODEL, BackendOptions.CPU, () -> true)
                .join()
                .orElseThrow();
        ModelInfo again = reader.thread()
                .open(MODEL, BackendOptions.CPU, () -> true)
                .join()
                .orElseThrow();
        assertNotSame(first.programs(), again.programs());
        assertSame(first.folder(), again.folder());
    }
}
