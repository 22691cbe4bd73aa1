package blt4j.cli.hub;

import blt4j.BltException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A file of a repository on the Hub.
 *
 * @param path within the repository
 * @param size in bytes
 * @param sha256 of a large file's content, in hexadecimal digits
 * @param blob by which git knows a small file: the SHA-1 of its content with a header, in hexadecimal digits
 */
record RemoteFile(String path, long size, Optional<String> sha256, Optional<String> blob) {
    private static final int BUFFER = 1 << 20;

    /** Tells this content from every other of the same name. */
    String fingerprint() {
        return sha256.or(() -> blob).orElse("unknown");
    }

    /** What kind of digest the Hub states. */
    String digestName() {
        return sha256.isPresent() ? "SHA-256" : "git blob SHA-1";
    }

    /** Whether a file is this one, by its size and digest. */
    boolean isIn(Path file, BooleanSupplier goesOn) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == size
                && digest(file, goesOn).equals(fingerprint());
    }

    /** A file's digest, of the kind that the Hub states of this one; the stated one itself where it states none. */
    String digest(Path file, BooleanSupplier goesOn) throws IOException {
        if (sha256.isEmpty() && blob.isEmpty()) {
            return fingerprint();
        }
        MessageDigest digest = algorithm(sha256.isPresent() ? "SHA-256" : "SHA-1");
        if (sha256.isEmpty()) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!goesOn.getAsBoolean()) {
                    throw new java.util.concurrent.CancellationException("interrupted");
                }
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest algorithm(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new BltException("This Java has no " + name + ", so nothing that is fetched could be checked.", e);
        }
    }
}
