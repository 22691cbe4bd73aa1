package blt4j.cli.device;

import blt4j.BltException;
import blt4j.cli.console.Console;
import blt4j.cli.console.Progress;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import me.tongfei.progressbar.ProgressBar;

/**
 * An archive of a TornadoVM SDK: one folder, zipped, with {@code tornado-argfile} in it, or the template that becomes one
 * when it is known where the SDK lies.
 *
 * @param file the archive
 * @param downloaded whether it is only here to be installed, and to be thrown away if it is of no use
 */
record TornadoArchive(Path file, boolean downloaded) {
    private static final String ARGFILE = "tornado-argfile";
    private static final String HOME_VARIABLE = "${TORNADOVM_HOME}";
    private static final int BUFFER = 1 << 16;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NOT_SATISFIABLE = 416;

    /**
     * Downloads an archive, going on where an earlier attempt ended.
     *
     * @param url where it is
     * @param folder where it is put
     */
    static TornadoArchive download(String url, Path folder, Console console) throws IOException {
        URI uri = URI.create(url);
        String name = Path.of(uri.getPath()).getFileName().toString();
        Files.createDirectories(folder);
        Path complete = folder.resolve(name);
        if (Files.isRegularFile(complete)) {
            return new TornadoArchive(complete, true);
        }
        Path part = folder.resolve(name + ".part");
        long had = Files.exists(part) ? Files.size(part) : 0;
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (had > 0) {
            request.header("Range", "bytes=" + had + "-");
        }
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            save(response, part, had, console);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the download was interrupted");
        } catch (IOException e) {
            throw new BltException(
                    "The download of " + url + " ended early (" + reason(e)
                            + "); the same command goes on from there, and --archive takes a file got otherwise.",
                    e);
        }
        Files.move(part, complete, StandardCopyOption.REPLACE_EXISTING);
        return new TornadoArchive(complete, true);
    }

    /** What went wrong; the HTTP client's exceptions say it by their names alone. */
    private static String reason(IOException thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof UnresolvedAddressException) {
                return "nobody knows a host of that name; is there a network?";
            }
            if (t.getMessage() != null) {
                return t.getMessage();
            }
        }
        return thrown instanceof ConnectException ? "nobody answers there" : String.valueOf(thrown);
    }

    private static void save(HttpResponse<InputStream> response, Path part, long had, Console console)
            throws IOException {
        try (InputStream body = response.body()) {
            if (response.statusCode() == NOT_SATISFIABLE && had > 0) {
                return; // there is nothing after what we have
            }
            boolean goesOn = response.statusCode() == PARTIAL;
            if (!goesOn && response.statusCode() != OK) {
                throw new BltException("The server answered " + response.statusCode() + " for " + response.uri()
                        + "; --archive takes a file or another address.");
            }
            long begun = goesOn ? had : 0;
            long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            StandardOpenOption how = goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
            try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, how);
                    ProgressBar bar = Progress.open("download", " bytes", console, length < 0 ? -1 : begun + length)) {
                bar.stepTo(begun);
                byte[] buffer = new byte[BUFFER];
                for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                    out.write(buffer, 0, n);
                    bar.stepBy(n);
                    if (console.interruption().requested()) {
                        throw new CancellationException("the download was interrupted");
                    }
                }
            }
        }
    }

    /** The archive's SHA-256 digest, in hexadecimal. */
    String sha256() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Why the archive is not installed. What was downloaded is thrown away, or it would be taken again. */
    BltException refused(String why) throws IOException {
        if (downloaded) {
            Files.deleteIfExists(file);
        }
        return new BltException(why);
    }

    /**
     * Unpacks the SDK and makes it the current one. A downloaded archive has then served its purpose and goes.
     *
     * @param candidates the folder of SDKs, in which {@code current} leads to the one in use
     * @return the SDK's folder
     */
    Path install(Path candidates) throws IOException {
        try {
            Path sdk = installed(candidates);
            if (downloaded) {
                Files.deleteIfExists(file);
            }
            return sdk;
        } catch (ZipException | EOFException e) {
            throw refused("The archive " + file + " is damaged (" + e.getMessage() + "); nothing was installed.");
        } catch (IOException e) {
            throw new BltException(
                    "TornadoVM could not be installed in " + candidates + " (" + e.getMessage()
                            + "); nothing that was there before was changed.",
                    e);
        }
    }

    private Path installed(Path candidates) throws IOException {
        Files.createDirectories(candidates);
        Path unpacked = Files.createTempDirectory(candidates, ".unpacking");
        try {
            unpack(unpacked);
            Path found = sdkIn(unpacked);
            Path sdk = candidates.resolve(found.getFileName());
            delete(sdk);
            Files.move(found, sdk);
            expandArgfile(sdk);
            point(candidates.resolve("current"), sdk);
            return sdk;
        } finally {
            delete(unpacked);
        }
    }

    private void unpack(Path target) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path to = target.resolve(entry.getName()).normalize();
                if (!to.startsWith(target)) {
                    throw refused("The archive " + file + " wants to write outside its folder (" + entry.getName()
                            + "); it was not installed.");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(to);
                } else {
                    Files.createDirectories(to.getParent());
                    Files.copy(zip, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** The folder that holds the argfile or its template. */
    private Path sdkIn(Path unpacked) throws IOException {
        try (Stream<Path> files = Files.walk(unpacked, 3)) {
            Optional<Path> sdk = files.filter(f -> f.getFileName().toString().startsWith(ARGFILE))
                    .map(Path::getParent)
                    .filter(folder -> !folder.equals(unpacked))
                    .findFirst();
            if (sdk.isEmpty()) {
                throw refused("The archive " + file + " is no TornadoVM SDK: it has no folder"
                        + " with a tornado-argfile. Releases for blt4j are named tornadovm-5.2.0-jdk25-….zip.");
            }
            return sdk.get();
        }
    }

    private static void expandArgfile(Path sdk) throws IOException {
        Path template = sdk.resolve(ARGFILE + ".template");
        if (Files.exists(template)) {
            String text = Files.readString(template);
            Files.writeString(sdk.resolve(ARGFILE), text.replace(HOME_VARIABLE, sdk.toString()));
        }
        List<Path> programs;
        try (Stream<Path> files = Files.list(Files.createDirectories(sdk.resolve("bin")))) {
            programs = files.toList();
        }
        for (Path program : programs) {
            // Zip files as Java reads them carry no permissions.
            if (!program.toFile().setExecutable(true)) {
                throw new IOException(program + " could not be made executable");
            }
        }
    }

    private static void point(Path link, Path sdk) throws IOException {
        if (Files.isDirectory(link) && !Files.isSymbolicLink(link)) {
            throw new BltException("There is an SDK in " + link
                    + " that this program did not put there; move it away, or" + " set TORNADOVM_HOME to " + sdk + ".");
        }
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, sdk.getFileName());
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
