package blt4j.weights;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a safetensors file says it holds: eight bytes of length, that many bytes of JSON, then the tensors' bytes
 * without gaps. Everything is checked against the file before anything is believed.
 *
 * @param tensors by name, in the header's order
 * @param metadata the header's {@code __metadata__}
 */
record SafetensorsHeader(Map<String, StoredTensor> tensors, Map<String, String> metadata) {
    /** The length field itself. */
    static final int PREFIX_BYTES = 8;
    /** The format's own limit: a longer header is an attack or an accident. */
    static final long MAX_HEADER_BYTES = 100_000_000;

    static final String METADATA = "__metadata__";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static SafetensorsHeader read(MappedFile file) {
        long headerBytes = headerBytes(file);
        JsonNode root = parse(file, headerBytes);
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        long dataStart = PREFIX_BYTES + headerBytes;
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (entry.getKey().equals(METADATA)) {
                entry.getValue()
                        .properties()
                        .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
            } else {
                tensors.put(entry.getKey(), new Entry(file, entry.getKey(), entry.getValue(), dataStart).read());
            }
        }
        requireNoGaps(file, tensors.values(), dataStart);
        return new SafetensorsHeader(Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(metadata));
    }

    private static long headerBytes(MappedFile file) {
        Path path = file.path();
        if (file.size() < PREFIX_BYTES) {
            throw new CheckpointException("The file " + path + " has " + file.size()
                    + " bytes; a safetensors file begins with an 8-byte header length.");
        }
        long length = file.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (length < 0 || length > MAX_HEADER_BYTES) {
            throw new CheckpointException("The file " + path + " claims at byte 0 a header of "
                    + Long.toUnsignedString(length) + " bytes; safetensors headers have at most " + MAX_HEADER_BYTES
                    + ", so this is no safetensors file.");
        }
        if (length > file.size() - PREFIX_BYTES) {
            throw new CheckpointException("The file " + path + " claims at byte 0 a header of " + length
                    + " bytes, but ends after " + file.size() + ": it was cut short, or is no safetensors file.");
        }
        return length;
    }

    private static JsonNode parse(MappedFile file, long headerBytes) {
        byte[] json = file.bytes().asSlice(PREFIX_BYTES, headerBytes).toArray(ValueLayout.JAVA_BYTE);
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    "The header of " + file.path() + " is not valid JSON at byte " + position(e)
                            + ": the file is damaged, or is no safetensors file; fetch or save it again.",
                    e);
        } catch (IOException e) {
            throw new CheckpointException("The header of " + file.path() + " cannot be read.", e);
        }
        if (!root.isObject()) {
            throw new CheckpointException("The header of " + file.path() + " at byte " + PREFIX_BYTES
                    + " is no JSON object; a safetensors header maps names to tensors.");
        }
        return root;
    }

    private static long position(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return PREFIX_BYTES + (location == null ? 0 : Math.max(0, location.getByteOffset()));
    }

    private static void requireNoGaps(MappedFile file, Iterable<StoredTensor> tensors, long dataStart) {
        List<StoredTensor> inOrder = new ArrayList<>();
        tensors.forEach(inOrder::add);
        // An empty tensor shares its offset with the one that follows it.
        inOrder.sort(Comparator.comparingLong(StoredTensor::fileOffset)
                .thenComparingLong(t -> t.data().byteSize()));
        long end = dataStart;
        String before = "the header";
        for (StoredTensor tensor : inOrder) {
            if (tensor.fileOffset() != end) {
                String fault = tensor.fileOffset() < end ? "overlaps " : "leaves a gap after ";
                throw new CheckpointException("The tensor '" + tensor.name() + "' at byte " + tensor.fileOffset()
                        + " of " + file.path() + " " + fault + before + ", which ends at byte " + end + ".");
            }
            end += tensor.data().byteSize();
            before = "'" + tensor.name() + "'";
        }
        if (end != file.size()) {
            throw new CheckpointException("The file " + file.path() + " has " + file.size()
                    + " bytes, but its last tensor ends at byte " + end + ": header and data do not belong together.");
        }
    }

    /** One entry of the header, being read. */
    private record Entry(MappedFile file, String name, JsonNode node, long dataStart) {
        StoredTensor read() {
            JsonNode dtype = node.path("dtype");
            if (!dtype.isTextual()) {
                throw wrong("has no \"dtype\" text");
            }
            List<Integer> shape = shape();
            long begin = offset(0);
            long end = offset(1);
            long available = file.size() - dataStart;
            if (begin > end) {
                throw wrong("has data_offsets [" + begin + ", " + end + "], which end before they begin");
            }
            if (end > available) {
                throw wrong("ends at byte " + (dataStart + end) + ", but the file ends at byte " + file.size()
                        + ": it was cut short");
            }
            long wanted = bytes(dtype.asText(), shape);
            if (end - begin != wanted) {
                throw wrong("has " + (end - begin) + " bytes at byte " + (dataStart + begin) + ", but its shape "
                        + shape + " of " + dtype.asText() + " takes " + wanted);
            }
            return new StoredTensor(
                    file.path(),
                    name,
                    dtype.asText(),
                    shape,
                    dataStart + begin,
                    file.bytes().asSlice(dataStart + begin, wanted));
        }

        private List<Integer> shape() {
            JsonNode shape = node.path("shape");
            if (!shape.isArray()) {
                throw wrong("has no \"shape\" list");
            }
            List<Integer> extents = new ArrayList<>();
            for (JsonNode extent : shape) {
                if (!extent.isIntegralNumber() || !extent.canConvertToInt() || extent.intValue() < 0) {
                    throw wrong("has the extent " + shorten(extent) + " in its shape; extents are 0 to "
                            + Integer.MAX_VALUE);
                }
                extents.add(extent.intValue());
            }
            return List.copyOf(extents);
        }

        private long offset(int index) {
            JsonNode offsets = node.path("data_offsets");
            if (!offsets.isArray() || offsets.size() != 2) {
                throw wrong("has no \"data_offsets\" list of two numbers");
            }
            JsonNode offset = offsets.get(index);
            if (!offset.isIntegralNumber() || !offset.canConvertToLong() || offset.longValue() < 0) {
                throw wrong("has the data offset " + shorten(offset) + "; offsets are whole numbers from 0");
            }
            return offset.longValue();
        }

        private long bytes(String dtype, List<Integer> shape) {
            try {
                long bits = bits(dtype);
                for (int extent : shape) {
                    bits = Math.multiplyExact(bits, (long) extent);
                }
                return Math.ceilDiv(bits, (long) Byte.SIZE);
            } catch (ArithmeticException e) {
                throw wrong("has the shape " + shape + ", more numbers than a file can hold");
            }
        }

        private long bits(String dtype) {
            return switch (dtype) {
                case "F4" -> 4;
                case "F6_E2M3", "F6_E3M2" -> 6;
                case "BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2", "F8_E8M0" -> 8;
                case "U16", "I16", "F16", "BF16" -> 16;
                case "U32", "I32", "F32" -> 32;
                case "U64", "I64", "F64", "C64" -> 64;
                default -> throw wrong("has the unknown dtype '" + dtype + "'");
            };
        }

        private CheckpointException wrong(String what) {
            return new CheckpointException(
                    "The tensor '" + name + "' in the header of " + file.path() + " " + what + ".");
        }

        private static String shorten(JsonNode node) {
            String text = node.toString();
            return text.length() <= 40 ? text : text.substring(0, 40) + "…";
        }
    }
}
