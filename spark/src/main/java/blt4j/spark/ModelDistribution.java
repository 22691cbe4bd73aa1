package blt4j.spark;

import blt4j.BltException;
import blt4j.model.BundledModels;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** Brings the model that the driver names to all executors. */
final class ModelDistribution {
    private static final String LOCAL = "local:";
    private static final int PART = 16 << 20;

    /** What was broadcast, so that a session's many queries share it. Queries have nothing in common but the application. */
    private static final Map<String, ModelSource> BROADCAST = new ConcurrentHashMap<>();

    private ModelDistribution() {}

    /**
     * Sees to it that executors find the model. What was distributed once is not distributed again.
     *
     * @param model {@code local:/DIR}, a folder that every machine has; {@code DIR} or {@code file:/DIR}, a folder of the
     *     driver's, which Spark brings to all others; a folder of another file system, such as {@code hdfs:} or {@code s3a:},
     *     which each executor fetches; or blank for the bundled model
     * @throws BltException if the driver names a folder that is none
     */
    static ModelSource of(SparkContext context, String model) {
        if (model.isBlank()) {
            return ModelSource.Bundled.present()
                    ? new ModelSource.Bundled()
                    : ofDriver(context, BundledModels.defaultModel());
        }
        if (model.startsWith(LOCAL)) {
            return new ModelSource.InPlace(URI.create(model).getPath());
        }
        String scheme = scheme(model);
        if (scheme.isEmpty() || scheme.equals("file")) {
            return ofDriver(
                    context,
                    Path.of(scheme.isEmpty() ? model : URI.create(model).getPath()));
        }
        return new ModelSource.Remote(model);
    }

    private static String scheme(String model) {
        int colon = model.indexOf(':');
        return colon > 1 ? model.substring(0, colon) : "";
    }

    private static ModelSource ofDriver(SparkContext context, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BltException("The model's folder " + folder + " does not exist on the driver; where every machine"
                    + " has it, write " + LOCAL + folder.toAbsolutePath() + ".");
        }
        if (context.isLocal()) {
            return new ModelSource.InPlace(folder.toAbsolutePath().toString());
        }
        try {
            return broadcast(context, folder);
        } catch (IOException e) {
            throw new BltException("The model " + folder + " cannot be distributed: " + e.getMessage() + ".", e);
        }
    }

    private static ModelSource broadcast(SparkContext context, Path folder) throws IOException {
        List<Path> files = files(folder);
        String name = context.applicationId() + "/" + fingerprint(folder, files);
        ModelSource known = BROADCAST.get(name);
        if (known != null) {
            return known;
        }
        JavaSparkContext spark = new JavaSparkContext(context);
        List<ModelSource.Broadcasted.Part> parts = new ArrayList<>();
        for (Path file : files) {
            String relative = folder.relativize(file).toString().replace(File.separatorChar, '/');
            try (InputStream in = Files.newInputStream(file)) {
                byte[] part = in.readNBytes(PART);
                do {
                    parts.add(new ModelSource.Broadcasted.Part(relative, spark.broadcast(part)));
                    part = in.readNBytes(PART);
                } while (part.length > 0);
            }
        }
        ModelSource model = new ModelSource.Broadcasted(name, parts);
        BROADCAST.put(name, model);
        return model;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String fingerprint(Path folder, List<Path> files) throws IOException {
        StringBuilder text = new StringBuilder(folder.toRealPath().toString());
        for (Path file : files) {
            text.append('\n').append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
        }
        return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
