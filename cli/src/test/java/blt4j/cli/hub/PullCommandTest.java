package blt4j.cli.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.Cli;
import blt4j.cli.Program;
import blt4j.cli.Program.Ended;
import blt4j.cli.hub.HubServer.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code blt pull} as a process, against a server that behaves like the Hub. */
@Timeout(120)
class PullCommandTest {
    private static final long LARGE = 200_000_000;

    @TempDir
    private Path home = Path.of("");

    private HubServer server;

    PullCommandTest() throws IOException {
        this.server = new HubServer();
    }

    @BeforeEach
    void fill() throws IOException {
        Path tiny = Path.of(Cli.model("hf-tiny"));
        server.with(".gitattributes", "*.safetensors filter=lfs")
                .with("README.md", "# A model")
                .with("LICENSE.txt", "All may use it.")
                .with("config.json", Files.readString(tiny.resolve("config.json")))
                .with("model.safetensors", Content.of(Files.readAllBytes(tiny.resolve("model.safetensors"))), true)
                .with("pytorch_model.bin", "the same once more")
                .with("optimizer/state.pth", "of no use");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Program program() {
        return Program.in(home).with("HF_ENDPOINT", server.endpoint());
    }

    private Path place() {
        return home.resolve(".local/share/blt4j/models/someone/tiny");
    }

    private static void assertFails(int code, String sentence, Ended ended) {
        assertEquals(code, ended.code(), ended.err());
        assertTrue(ended.err().contains(sentence), ended.err());
        assertEquals("", ended.out());
        assertFalse(ended.err().contains("Exception"), ended.err());
    }

    @Test
    void bringsWhatIsNeededAndOtherCommandsFindIt() throws Exception {
        Ended pulled = program().run("pull", "someone/tiny");
        assertEquals(0, pulled.code(), pulled.err());
        assertEquals(place() + "\n", pulled.out());
        assertTrue(pulled.err().contains("its licence is fair-research"), pulled.err());
        try (Stream<Path> files = Files.list(place())) {
            assertEquals(
                    List.of(PullCommand.RECORD, "LICENSE.txt", "README.md", "config.json", "model.safetensors"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
        assertEquals(List.of(), server.tokensAtStorage);
        Ended patched = program().run("patch", "-m", "tiny", "Hello");
        assertEquals("He│llo\n", patched.out(), patched.err());
        Ended listed = program().run("models");
        assertTrue(listed.out().contains("  someone/tiny "), listed.out());
        assertTrue(listed.out().contains("facebook/blt-7b"), listed.out());
        int asked = server.requests.size();
        Ended again = program().run("pull", "someone/tiny");
        assertEquals(place() + "\n", again.out());
        assertTrue(server.requests.size() - asked <= 2, "asks what there is and what it is, no more");
    }

    @Test
    void aLargeCheckpointThatIsCutThreeTimesComesWholeAndOnce() throws Exception {
        server.with("model.safetensors", Content.generated(LARGE), true);
        server.cuts.set(3);
        server.cutAfter = 5_000_000;
        Ended pulled = program().run("pull", "someone/tiny");
        assertEquals(0, pulled.code(), pulled.err());
        assertEquals(LARGE, Files.size(place().resolve("model.safetensors")));
        assertEquals(0, server.cuts.get());
        // What was on its way in buffers when the connection broke may come twice.
        assertTrue(server.sent.get() < LARGE + 16_000_000, "sent " + server.sent);
    }

    @Test
    void goesOnWhereItWasAfterTheServerFailedAltogether() throws Exception {
        server.with("model.safetensors", Content.generated(12_000_000), true);
        server.cuts.set(1000);
        server.cutAfter = 4_000_000;
        Process process = program().start("pull", "--connections", "1", "someone/tiny");
        while (server.sent.get() < 4_000_000 && process.isAlive()) {
            Thread.sleep(5);
        }
        server.storageDead = true;
        assertEquals(1, process.waitFor());
        assertTrue(
                program().read("err").contains("status 503; try again later."),
                program().read("err"));
        assertFalse(Files.exists(place()), "nothing is there that is not whole");
        server.storageDead = false;
        server.cuts.set(0);
        long before = server.sent.get();
        Ended again = program().run("pull", "someone/tiny");
        assertEquals(0, again.code(), again.err());
        assertTrue(again.err().contains("Going on where it was"), again.err());
        assertTrue(server.sent.get() - before < 9_000_000, "sent again " + (server.sent.get() - before));
    }

    @Test
    void wrongDigestIsSaidAndTheFileRemoved() throws Exception {
        server.with("model.safetensors", Content.generated(100_000), true, "00".repeat(32));
        assertFails(1, "its SHA-256 is ", program().run("pull", "someone/tiny"));
        try (Stream<Path> all = Files.walk(home)) {
            assertEquals(
                    List.of(),
                    all.filter(f -> f.toString().contains("safetensors")).toList());
        }
    }

    @Test
    void gatesAndTokens() throws Exception {
        server.token = "hf_secret";
        server.gated = "\"manual\"";
        assertFails(
                2,
                "is gated: accept its terms at " + server.endpoint() + "/someone/tiny",
                program().run("pull", "someone/tiny"));
        assertFails(
                2,
                "the token of HF_TOKEN has no access",
                program().with("HF_TOKEN", "hf_other").run("pull", "someone/tiny"));
        Path file = Files.writeString(home.resolve("token"), "hf_secret\n");
        Ended pulled = program().with("HF_TOKEN_PATH", file.toString()).run("pull", "someone/tiny");
        assertEquals(0, pulled.code(), pulled.err());
        assertTrue(pulled.err().contains("It is gated"), pulled.err());
        assertEquals(List.of(), server.tokensAtStorage, "the token is the Hub's alone");
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        assertFails(2, "There is no model nobody/nothing", program().run("pull", "nobody/nothing"));
        assertFails(2, "has no revision v9", program().run("pull", "--revision", "v9", "someone/tiny"));
        server.token = "hf_secret";
        assertFails(
                2,
                "There is no model someone/tiny that everybody may have",
                program().run("pull", "someone/tiny"));
    }

    @Test
    void aBusyServerIsAskedAgainAndGivenUpInTheEnd() throws Exception {
        server.refusalStatus = 429;
        server.refusals.set(2);
        assertEquals(0, program().run("pull", "--dry-run", "someone/tiny").code());
        server.refusals.set(1);
        server.retryAfter = "3600";
        assertFails(1, "asks to wait 3600 seconds", program().run("pull", "someone/tiny"));
    }

    @Test
    void sentencesForWhatCannotBe() throws Exception {
        assertFails(2, "is not of the form OWNER/NAME", program().run("pull", "blt-1b"));
        assertFails(
                1,
                "nobody answers there",
                program().with("HF_ENDPOINT", "http://127.0.0.1:9").run("pull", "a/b"));
        assertFails(
                2,
                "is no address of a server",
                program().with("HF_ENDPOINT", "hub").run("pull", "a/b"));
        server.with("config.json", "{\"model_type\": \"bert\"}");
        assertFails(2, "is of the kind 'bert'", program().run("pull", "someone/tiny"));
        server.with("config.json", "{\"model_type\": \"blt\"}")
                .with("model.safetensors", huge(), true, "00".repeat(32));
        assertFails(2, "There is no room for it", program().run("pull", "someone/tiny"));
        Cli.Result unknown = Cli.PIPED.run("patch", "-m", "someone/other", "x");
        assertEquals(2, unknown.code());
        assertTrue(unknown.err().contains("'blt pull OWNER/NAME' brings one"), unknown.err());
    }

    private static Content huge() {
        return Content.generated(1L << 60);
    }
}
