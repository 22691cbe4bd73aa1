package blt4j.tornado;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * What was measured of a device, kept in the user's cache: a file for each device and driver, with a line for each op, its
 * fastest way and the op between which there is a tab.
 */
final class TuningFile {
    /** The system property that names the folder; empty for none. */
    static final String FOLDER = "blt4j.tuning.cache";

    private static final System.Logger LOGGER = System.getLogger(TuningFile.class.getName());

    private static final String COMMENT = "# ";

    private final Path file;
    private final String device;

    TuningFile(Path file, String device) {
        this.file = file;
        this.device = device;
    }

    /** A device's file; empty where nothing is to be kept. */
    static Optional<TuningFile> of(TornadoDevice device) {
        String asked = System.getProperty(FOLDER, KernelFiles.cache("tuning").toString());
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        try {
            String name = device.getTornadoVMBackend().name() + ", "
                    + device.getPhysicalDevice().getDeviceName().strip();
            String file = KernelFiles.digest(KernelFiles.describe(device)) + ".txt";
            return Optional.of(new TuningFile(Path.of(asked).resolve(file), name));
        } catch (RuntimeException e) {
            LOGGER.log(Level.DEBUG, "a device does not tell what it is", e);
            return Optional.empty();
        }
    }

    /** What was measured; nothing where there is no such file. */
    Tuning read() {
        Map<String, String> ways = new LinkedHashMap<>();
        try {
            List<String> lines =
                    Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.<String>of();
            for (String line : lines) {
                int tab = line.indexOf('\t');
                if (tab > 0 && !line.startsWith(COMMENT)) {
                    ways.put(line.substring(tab + 1), line.substring(0, tab));
                }
            }
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "a device's tuning cannot be read", e);
        }
        return new Tuning(ways);
    }

    /** Keeps ways of ops with what is there of others. */
    void keep(Map<String, String> ways) throws IOException {
        StringBuilder text = new StringBuilder(COMMENT).append(device).append('\n');
        new TreeMap<>(read().with(ways).ways())
                .forEach((op, way) -> text.append(way).append('\t').append(op).append('\n'));
        Path folder = Optional.ofNullable(file.getParent()).orElseThrow();
        Files.createDirectories(folder);
        Path beside = Files.createTempFile(folder, "new", ".txt");
        Files.writeString(beside, text);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
