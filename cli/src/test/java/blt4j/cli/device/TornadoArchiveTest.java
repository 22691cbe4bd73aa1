package blt4j.cli.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.cli.Cli;
import blt4j.cli.console.Console;
import blt4j.cli.console.Interruption;
import blt4j.cli.console.Terminal;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornadoArchiveTest {
    private static final String SDK = "tornadovm-9.9-opencl/";

    @TempDir
    Path folder;

    private static Console console() {
        return new Console(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                Terminal.NONE,
                new Interruption());
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] sdk() throws IOException {
        return zip(SDK + "tornado-argfile.template", "-Dx=${TORNADOVM_HOME}/lib\n", SDK + "bin/tornado", "#!/bin/sh\n");
    }

    @Test
    void anInstalledSdkIsTheCurrentOneAndKnowsWhereItLies() throws IOException {
        Path file = Files.write(folder.resolve("sdk.zip"), sdk());
        Path candidates = folder.resolve("candidates");
        Path first = new TornadoArchive(file, false).install(candidates);
        Path again = new TornadoArchive(file, false).install(candidates);
        assertEquals(first, again);
        Path current = candidates.resolve("current");
        assertEquals("-Dx=" + first + "/lib\n", Files.readString(current.resolve("tornado-argfile")));
        assertTrue(Files.isExecutable(current.resolve("bin/tornado")));
        try (var left = Files.list(candidates)) {
            assertEquals(2, left.count());
        }
    }

    @Test
    void aDownloadGoesOnWhereItEnded() throws IOException {
        byte[] archive = sdk();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            byte[] rest = Arrays.copyOfRange(archive, from, archive.length);
            exchange.sendResponseHeaders(from == 0 ? 200 : 206, rest.length);
            exchange.getResponseBody().write(rest);
            exchange.close();
        });
        server.start();
        try {
            Files.write(folder.resolve("sdk.zip.part"), Arrays.copyOf(archive, 20));
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/some/sdk.zip";
            TornadoArchive downloaded = TornadoArchive.download(url, folder, console());
            assertArrayEquals(archive, Files.readAllBytes(downloaded.file()));
            assertFalse(Files.exists(folder.resolve("sdk.zip.part")));
            assertEquals(64, downloaded.sha256().length());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void archivesThatAreNoSdkOrReachOutAreRefused() throws IOException {
        Path other = Files.write(folder.resolve("other.zip"), zip("a/readme.txt", "hello"));
        Path candidates = folder.resolve("candidates");
        assertThrows(BltException.class, () -> new TornadoArchive(other, false).install(candidates));
        Path evil = Files.write(folder.resolve("evil.zip"), zip("../evil.txt", "hello"));
        assertThrows(BltException.class, () -> new TornadoArchive(evil, false).install(candidates));
        assertFalse(Files.exists(folder.resolve("evil.txt")));
        try (var left = Files.list(candidates)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void anInstalledDownloadIsThrownAwayAndAFileIsNot() throws IOException {
        for (boolean downloaded : new boolean[] {true, false}) {
            Path archive = Files.write(folder.resolve("sdk.zip"), sdk());
            Path sdk = new TornadoArchive(archive, downloaded).install(folder.resolve("candidates"));
            assertTrue(Files.isDirectory(sdk));
            assertEquals(!downloaded, Files.exists(archive));
        }
    }

    @Test
    void aDamagedDownloadIsThrownAwayAndAFileIsNot() throws IOException {
        byte[] whole = sdk();
        Path candidates = folder.resolve("candidates");
        for (boolean downloaded : new boolean[] {true, false}) {
            Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, 60));
            BltException e =
                    assertThrows(BltException.class, () -> new TornadoArchive(cut, downloaded).install(candidates));
            assertTrue(String.valueOf(e.getMessage()).contains("is damaged"), e.getMessage());
            assertEquals(!downloaded, Files.exists(cut));
        }
        try (var left = Files.list(candidates)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void whereNobodyAnswersItSaysSo() {
        String url = "http://127.0.0.1:1/sdk.zip";
        BltException e = assertThrows(BltException.class, () -> TornadoArchive.download(url, folder, console()));
        assertTrue(String.valueOf(e.getMessage()).contains("nobody answers"), e.getMessage());
    }

    @Test
    void onlyPlatformsThatHaveReleasesHaveAddresses() {
        DevicesCommand.Driver opencl = DevicesCommand.Driver.OPENCL;
        assertTrue(DevicesCommand.release(opencl, "Linux", "amd64").endsWith("-opencl-linux-amd64.zip"));
        assertTrue(DevicesCommand.release(opencl, "Mac OS X", "aarch64").endsWith("-opencl-mac-aarch64.zip"));
        assertTrue(DevicesCommand.release(opencl, "Windows 11", "amd64").endsWith("-opencl-windows-amd64.zip"));
        assertThrows(BltException.class, () -> DevicesCommand.release(opencl, "SunOS", "amd64"));
        assertThrows(BltException.class, () -> DevicesCommand.release(opencl, "Linux", "riscv64"));
        DevicesCommand.Driver cuda = DevicesCommand.Driver.CUDA;
        assertThrows(BltException.class, () -> DevicesCommand.release(cuda, "Mac OS X", "aarch64"));
    }

    @Test
    void whereKernelsWereLeftOutItSaysHowToGetThem() {
        Cli.Result devices = Cli.PIPED.run("devices");
        assertTrue(devices.out().contains("--install opencl"), devices.out());
        Cli.Result patch = Cli.PIPED.run("patch", "--backend", "tornado", "hello");
        assertTrue(patch.err().contains("./blt devices"), patch.err());
        assertEquals(2, patch.code());
    }
}
