package blt4j.cli.eval;

import blt4j.BltException;
import blt4j.WholeFile;
import blt4j.analysis.predict.TextScore;
import blt4j.cli.console.Json;
import blt4j.cli.console.Output;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * What was measured so far, each under a key that says of what. With a file, each measurement is appended to it as one line
 * of JSON, and a later run takes it from there; a last line that was cut off is passed over and measured again.
 */
final class Measurements {
    private static final long ENOUGH_OF_FILE = 65_536;

    private final Optional<Path> file;
    private final Map<String, Map<String, Double>> known = new LinkedHashMap<>();

    Measurements(Optional<Path> file) {
        this.file = file;
        if (file.isPresent()) {
            try {
                Files.writeString(file.get(), "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                load(file.get());
            } catch (IOException e) {
                Path folder = file.get().toAbsolutePath().getParent();
                String why =
                        folder != null && !Files.isDirectory(folder) ? ", because there is no folder " + folder : "";
                throw new BltException(
                        "What is measured cannot be kept in " + file.get() + ": the file cannot be written" + why + ".",
                        e);
            }
        }
    }

    private void load(Path path) throws IOException {
        String text = Files.readString(path);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            Map<String, Double> numbers = new LinkedHashMap<>();
            String key = "";
            try (JsonParser json = Json.parser(line)) {
                json.nextToken();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    if (json.nextToken() == JsonToken.VALUE_STRING) {
                        key = json.getText();
                    } else {
                        numbers.put(name, json.getDoubleValue());
                    }
                }
            } catch (IOException e) {
                throw new BltException("The file " + path + " holds no measurements of 'blt eval'; name another.", e);
            }
            known.put(key, numbers);
        }
        if (!text.isEmpty() && !text.endsWith("\n")) {
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            WholeFile.write(path, out -> out.write(whole.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** What was measured under a key; measures it now, and keeps it, if it was not. */
    Map<String, Double> of(String key, Supplier<Map<String, Double>> measuring) throws IOException {
        Map<String, Double> before = known.get(key);
        if (before != null) {
            return before;
        }
        Map<String, Double> numbers = measuring.get();
        put(key, numbers);
        return numbers;
    }

    private void put(String key, Map<String, Double> numbers) throws IOException {
        known.put(key, numbers);
        if (file.isEmpty()) {
            return;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        Output out = new Output(line);
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeStringField("of", key);
            for (Map.Entry<String, Double> number : numbers.entrySet()) {
                json.writeNumberField(number.getKey(), number.getValue());
            }
            json.writeEndObject();
        }
        out.print("\n").flush();
        Files.writeString(
                file.get(),
                line.toString(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /**
     * A number that tells a model's weights from others' of the same name: of its files' sizes, its configuration and the last
     * bytes of its weights.
     */
    static String fingerprint(Path folder) throws IOException {
        CRC32 crc = new CRC32();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Measurements::isOfModel).sorted().toList()) {
                try (FileChannel channel = FileChannel.open(file)) {
                    ByteBuffer end = ByteBuffer.allocate((int) Math.min(ENOUGH_OF_FILE, channel.size()));
                    channel.read(end, channel.size() - end.capacity());
                    crc.update(end.flip());
                    crc.update(Long.toString(channel.size()).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return Long.toHexString(crc.getValue());
    }

    private static boolean isOfModel(Path file) {
        String name = file.toString();
        return Files.isRegularFile(file)
                && Stream.of("config.json", "params.json", "tokenizer.json", ".safetensors", ".pth")
                        .anyMatch(name::endsWith);
    }

    /** A score as numbers. */
    static Map<String, Double> numbers(TextScore score) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("bytes", (double) score.bytes());
        numbers.put("bits_per_byte", score.bitsPerByte());
        numbers.put("accuracy", score.accuracy());
        numbers.put("bytes_per_piece", score.bytesPerPiece());
        numbers.put("flops_per_byte", score.flopsPerByte());
        return numbers;
    }
}
