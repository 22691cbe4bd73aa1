package blt4j.visualizer.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Entropies;
import blt4j.visualizer.state.ModelInfo;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
