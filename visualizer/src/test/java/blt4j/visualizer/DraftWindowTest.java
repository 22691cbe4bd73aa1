package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.SettingsStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A window that ends without being closed, as a kill -9 ends it, loses no text. */
class DraftWindowTest {
    private static final String TYPED = "nobody has saved this";

    @Test
    void theNextWindowBringsBackWhatWasTyped(@TempDir Path folder) throws IOException {
        SettingsStore store = SettingsStore.at(folder.resolve("visualizer.properties"));
        Path draft = folder.resolve("draft-" + ProcessHandle.current().pid() + ".txt");
        try (Window killed = Window.open(store)) {
            Window.run(() -> killed.workbench.edit(ByteText.of(TYPED)));
            Window.await(() -> Files.exists(draft));
        }
        assertEquals(TYPED, Files.readString(draft));
        // As if the process were another one, which is gone.
        Files.move(draft, folder.resolve("draft-99999999999.txt"));
        try (Window next = Window.open(store)) {
            Window.run(() -> next.workbench.restoreDraft(true));
            assertEquals(
                    TYPED, Window.on(() -> next.model.document().get().text().string()));
            assertTrue(Window.on(
                    () -> next.model.notices().all().getFirst().sentence().contains("did not end in order")));
            assertTrue(Files.exists(draft), "and would bring it back again");
            Window.run(() -> next.workbench.save(1280, 800));
            assertFalse(Files.exists(draft), "a window that is closed leaves none");
        }
    }
}
