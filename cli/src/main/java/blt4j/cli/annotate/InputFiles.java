package blt4j.cli.annotate;

import blt4j.BltException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that are read, in an order that does not change: those that were named, and all files in folders that were,
 * also within others, sorted by their names. In folders, what begins with a dot or an underscore is passed over, as Spark
 * does, and so are the files that are written.
 */
final class InputFiles {
    /** Names standard input. */
    static final String STANDARD_INPUT = "-";

    private InputFiles() {}

    /**
     * Names each file.
     *
     * @param names files, folders, {@value #STANDARD_INPUT}; that alone if there are none
     * @param written what must not be read where a folder holds it
     * @throws BltException if there is no such file
     */
    static List<String> of(List<String> names, List<Path> written) throws IOException {
        List<String> files = new ArrayList<>();
        for (String name : names.isEmpty() ? List.of(STANDARD_INPUT) : names) {
            if (name.equals(STANDARD_INPUT)) {
                files.add(name);
            } else if (Files.isDirectory(Path.of(name))) {
                files.addAll(within(Path.of(name), written));
            } else if (Files.exists(Path.of(name))) {
                files.add(name);
            } else {
                throw new BltException("The file " + name + " does not exist or is no file.");
            }
        }
        return List.copyOf(files);
    }

    private static List<String> within(Path folder, List<Path> written) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<String> files = new ArrayList<>();
            for (Path file : all.sorted().toList()) {
                if (Files.isRegularFile(file) && !isHidden(folder.relativize(file)) && !isAny(file, written)) {
                    files.add(file.toString());
                }
            }
            if (files.isEmpty()) {
                throw new BltException("The folder " + folder + " holds no files to read.");
            }
            return files;
        } catch (UncheckedIOException e) {
            throw new BltException("The folder " + folder + " cannot be read: " + e.getCause() + ".", e);
        }
    }

    private static boolean isHidden(Path file) {
        for (Path part : file) {
            String name = part.toString();
            if (name.startsWith(".") || name.startsWith("_")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAny(Path file, List<Path> others) throws IOException {
        for (Path other : others) {
            if (Files.exists(other) && Files.isSameFile(file, other)) {
                return true;
            }
        }
        return false;
    }
}
