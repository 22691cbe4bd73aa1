package blt4j.visualizer.state;

import blt4j.WholeFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps what was typed until its window is closed, so that a window which ends otherwise loses nothing. Each process has
 * a file of its own, which its owner alone may read; one whose process is gone was left behind.
 */
public final class Drafts {
    private static final Logger LOG = Logger.getLogger(Drafts.class.getName());
    private static final String PREFIX = "draft-";
    private static final String SUFFIX = ".txt";

    private final Optional<Path> folder;
    private final long process;

    private Drafts(Optional<Path> folder, long process) {
        this.folder = folder;
        this.process = process;
    }

    /** Drafts in a folder, of this process. */
    public static Drafts in(Path folder) {
        return in(folder, ProcessHandle.current().pid());
    }

    /** Drafts in a folder, of some process. */
    static Drafts in(Path folder, long process) {
        return new Drafts(Optional.of(folder), process);
    }

    /** Drafts that are not kept. */
    public static Drafts none() {
        return new Drafts(Optional.empty(), 0);
    }

    private static Path file(Path folder, long process) {
        return folder.resolve(PREFIX + process + SUFFIX);
    }

    /** Keeps a text in place of the one before. Says in the log alone if it cannot. */
    public synchronized void keep(ByteText text) {
        folder.ifPresent(f -> {
            try {
                Files.createDirectories(f);
                WholeFile.write(file(f, process), out -> out.write(text.bytes()), ownerAlone(f));
            } catch (IOException e) {
                LOG.log(Level.FINE, "The draft is not kept.", e);
            }
        });
    }

    private static FileAttribute<?>[] ownerAlone(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Drops what is kept: the window is closed as it should be. */
    public synchronized void forget() {
        folder.ifPresent(f -> {
            try {
                Files.deleteIfExists(file(f, process));
            } catch (IOException e) {
                LOG.log(Level.FINE, "The draft stays.", e);
            }
        });
    }

    /** What a window that is gone left behind, if there is one; it becomes this process's own draft. */
    public synchronized Optional<ByteText> takeOver() {
        return folder.filter(Files::isDirectory).flatMap(this::takeOver);
    }

    private Optional<ByteText> takeOver(Path folder) {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path draft : drafts) {
                if (isLeft(draft)) {
                    ByteText text = ByteText.of(Files.readAllBytes(draft));
                    WholeFile.moveInto(draft, file(folder, process));
                    return Optional.of(text);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "No draft is looked for.", e);
        }
        return Optional.empty();
    }

    private static boolean isLeft(Path draft) {
        String name = draft.getFileName().toString();
        String process = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
        return process.matches("[0-9]{1,18}")
                && ProcessHandle.of(Long.parseLong(process)).isEmpty();
    }
}
