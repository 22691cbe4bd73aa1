package blt4j.visualizer.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Vocabularies;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ComparerTest {
    /** Its attention has no window, so that a long text takes long. */
    private static final Path MODEL = TestModels.folder("hf-tiny");

    private static final ByteText LONG = ByteText.of("A text that takes a while to read. ".repeat(468));

    private final TextReader reader = new TextReader();
    private final Comparer comparer = new Comparer(reader.thread(), new Vocabularies());

    @BeforeEach
    void open() {
        assertTrue(reader.thread()
                .open(MODEL, BackendOptions.CPU, () -> true)
                .join()
                .isPresent());
    }

    @AfterEach
    void close() {
        comparer.close();
        reader.close();
    }

    /** Waits for all that the reader's thread has been given. */
    private void awaitReader() {
        assertEquals(Optional.of(true), reader.thread().withModel(model -> true).join());
    }

    @Test
    void aCancelledComparisonStopsReading() {
        CompletableFuture<Optional<Compared>> comparing = comparer.compare(LONG, Optional.empty(), 1);
        while (comparer.bytesRead() == 0) {
            Thread.onSpinWait();
        }
        assertTrue(comparing.cancel(true));
        awaitReader();
        assertTrue(comparer.bytesRead() < LONG.length(), "all " + comparer.bytesRead() + " bytes were read");
        assertThrows(CancellationException.class, comparing::join);
        Optional<Compared> next = comparer.compare(ByteText.of("Something short."), Optional.empty(), 1)
                .join();
        assertEquals("Something short.", next.orElseThrow().text().string());
    }

    @Test
    void aComparisonThatIsCancelledBeforeItBeginsReadsNothing() {
        CompletableFuture<Optional<Compared>> first = comparer.compare(LONG, Optional.empty(), 1);
        CompletableFuture<Optional<Compared>> second = comparer.compare(LONG, Optional.empty(), 1);
        second.cancel(true);
        while (comparer.bytesRead() == 0) {
            Thread.onSpinWait();
        }
        first.cancel(true);
        awaitReader();
        assertTrue(comparer.bytesRead() < LONG.length(), "all " + comparer.bytesRead() + " bytes were read");
    }
}
