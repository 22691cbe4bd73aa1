package blt4j.visualizer.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftsTest {
    /** More than any system gives. */
    private static final long GONE = 99_999_999_999L;

    private static final ByteText TYPED = ByteText.of("what was typed \ud83d\ude00");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatAWindowThatIsGoneLeftIsTakenOver() {
        Drafts.in(folder, GONE).keep(TYPED);
        assertEquals(Optional.of(TYPED), Drafts.in(folder).takeOver());
        assertFalse(Files.exists(folder.resolve("draft-" + GONE + ".txt")));
        assertTrue(
                Files.exists(folder.resolve("draft-" + ProcessHandle.current().pid() + ".txt")), "kept on");
        assertEquals(Optional.empty(), Drafts.in(folder).takeOver(), "one's own is no other's");
        Drafts.in(folder).forget();
        assertEquals(Optional.empty(), Drafts.in(folder, GONE + 1).takeOver());
    }

    @Test
    void aWindowThatIsOpenKeepsItsOwn() {
        Drafts.in(folder).keep(TYPED);
        assertEquals(Optional.empty(), Drafts.in(folder, GONE).takeOver());
    }

    @Test
    void nobodyElseReadsIt() throws IOException {
        Drafts.in(folder).keep(TYPED);
        Path draft = folder.resolve("draft-" + ProcessHandle.current().pid() + ".txt");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(draft)));
    }

    @Test
    void whatIsNoDraftIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("draft-x.txt"), "somebody's");
        Files.writeString(folder.resolve("draft-.txt"), "somebody's");
        assertEquals(Optional.empty(), Drafts.in(folder).takeOver());
        assertEquals(Optional.empty(), Drafts.in(folder.resolve("absent")).takeOver());
        assertEquals(Optional.empty(), Drafts.none().takeOver());
    }
}
