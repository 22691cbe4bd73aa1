package blt4j.tornado;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * What TornadoVM wrote of kernels for a device, kept in the user's cache: compiling Java takes much of a start, and gives the
 * same text each time. A file is named by a digest of all that the text depends on: the kernel and the integers among its
 * arguments, the classes of this module, TornadoVM's own files, the driver, the device. Files that cannot be read or written
 * cost time and nothing else.
 */
final class KernelFiles {
    /** The system property that names the folder; empty for none. */
    static final String FOLDER = "blt4j.kernels.cache";

    private static final System.Logger LOGGER = System.getLogger(KernelFiles.class.getName());

    private final Path folder;
    private final String circumstances;

    /**
     * A kernel's text.
     *
     * @param name by which the driver's cache knew the code when it was compiled
     * @param prefix of that name: what of it is the task's
     * @param accesses which of the kernel's arguments are read and which written, by TornadoVM's names; none if that is not known
     * @param code the text
     * @param image what the driver made of it, where it shows that and takes it back
     */
    record Text(String name, String prefix, List<String> accesses, String code, Optional<ByteBuffer> image) {
        /** Copies the accesses. */
        Text {
            accesses = List.copyOf(accesses);
        }

        /**
         * What follows the {@link #prefix} where a kernel is called with another context: the PTX driver tells objects apart by
         * their hash codes, which are others in each process.
         *
         * @param context the context's hash code
         */
        String suffix(int context) {
            return name.substring(prefix.length()).replaceFirst("(kernelcontext_)\\d+", "$1" + context);
        }
    }

    KernelFiles(Path folder, String circumstances) {
        this.folder = folder;
        this.circumstances = circumstances;
    }

    /** The files for a device; empty where nothing is to be kept, or what the texts depend on cannot be told. */
    static Optional<KernelFiles> of(TornadoDevice device) {
        String asked = System.getProperty(FOLDER, cache("kernels").toString());
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        try {
            String circumstances = String.join(
                    "\n",
                    describe(device),
                    System.getProperty("java.version"),
                    files(place(KernelFiles.class)),
                    files(Optional.ofNullable(place(device.getClass()).getParent())
                            .orElseThrow()));
            return Optional.of(new KernelFiles(Path.of(asked), circumstances));
        } catch (IOException | URISyntaxException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "kernels are not kept", e);
            return Optional.empty();
        }
    }

    /** What a driver says of its versions and the device's abilities, without its clock and what else changes. */
    private static String versions(String info) {
        return info.lines()
                .filter(line -> line.contains("ersion") || line.startsWith("\t"))
                .collect(Collectors.joining("\n"));
    }

    /** What tells a device and its driver, with their versions, from others. */
    static String describe(TornadoDevice device) {
        return String.join(
                "\n",
                device.getTornadoVMBackend().name(),
                device.getPhysicalDevice().getDeviceName(),
                versions(device.getPhysicalDevice().getDeviceInfo()));
    }

    /** A folder of the user's cache. */
    static Path cache(String name) {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse("");
        Path base = cache.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(cache);
        return base.resolve("blt4j").resolve(name);
    }

    /** The file or the folder that a class comes from. */
    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Sizes and times of the files of a folder, or of one file: what changes when they do. */
    private static String files(Path place) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> found = Files.walk(place)) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                all.append(place.relativize(file))
                        .append(' ')
                        .append(Files.size(file))
                        .append(' ')
                        .append(Files.getLastModifiedTime(file).toMillis())
                        .append('\n');
            }
        }
        return all.toString();
    }

    /** What was kept of a kernel. */
    Optional<Text> find(Kernel kernel) {
        Path file = file(kernel, ".txt");
        try (InputStream in = Files.newInputStream(file)) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (lines.size() < 5 || !lines.getLast().equals(end(kernel))) {
                return Optional.empty();
            }
            String code = String.join("\n", lines.subList(3, lines.size() - 1)) + "\n";
            List<String> accesses = Pattern.compile(" ")
                    .splitAsStream(lines.get(2))
                    .filter(word -> !word.isEmpty())
                    .toList();
            return Optional.of(new Text(lines.get(0), lines.get(1), accesses, code, image(kernel)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<ByteBuffer> image(Kernel kernel) throws IOException {
        Path file = file(kernel, ".image");
        return Files.exists(file) ? Optional.of(ByteBuffer.wrap(Files.readAllBytes(file))) : Optional.empty();
    }

    /** Keeps a kernel's text for other processes. */
    void keep(Kernel kernel, Text text) {
        try {
            Files.createDirectories(folder);
            if (text.image().isPresent()) {
                byte[] image = new byte[text.image().get().remaining()];
                text.image().get().duplicate().get(image);
                Path beside = Files.createTempFile(folder, "new", ".image");
                Files.write(beside, image);
                Files.move(beside, file(kernel, ".image"), REPLACE_EXISTING, ATOMIC_MOVE);
            }
            Path beside = Files.createTempFile(folder, "new", ".txt");
            Files.writeString(
                    beside,
                    text.name() + "\n" + text.prefix() + "\n" + String.join(" ", text.accesses()) + "\n"
                            + text.code().stripTrailing() + "\n" + end(kernel)
                            + "\n");
            Files.move(beside, file(kernel, ".txt"), REPLACE_EXISTING, ATOMIC_MOVE);
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "a kernel was not kept", e);
        }
    }

    /** What a file ends with that is whole. */
    private static String end(Kernel kernel) {
        return "// " + kernel.text();
    }

    private Path file(Kernel kernel, String suffix) {
        return folder.resolve(digest(circumstances + "\n" + kernel.text()) + suffix);
    }

    /** A name for what a text says. */
    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
