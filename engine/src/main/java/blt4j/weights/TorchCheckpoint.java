package blt4j.weights;

import blt4j.weights.PickleValue.Dict;
import blt4j.weights.PickleValue.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file that {@code torch.save} wrote ({@code .pth}, {@code .pt}, {@code .bin}), memory-mapped: a zip with a pickle
 * that describes a state dict, and an entry of plain bytes for each storage. Nothing in it is executed.
 *
 * <p>The state dict may lie under the key {@code model} or {@code state_dict} of an outer dict, beside other things.
 */
public final class TorchCheckpoint implements Weights {
    private static final String PICKLE = "data.pkl";
    private static final List<String> STATE_DICTS = List.of("model", "state_dict");
    private static final int MAX_PICKLE_BYTES = 1 << 24;
    private static final int ZIP_MAGIC = 0x04034b50;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MappedFile file;
    private final Map<String, StoredTensor> tensors;

    private TorchCheckpoint(MappedFile file, Map<String, StoredTensor> tensors) {
        this.file = file;
        this.tensors = tensors;
    }

    /**
     * Maps a file and reads its description.
     *
     * @throws CheckpointException if there is no such file, it is damaged, or it holds anything but a plain state dict
     */
    public static TorchCheckpoint open(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            return new TorchCheckpoint(file, new Reader(file).tensors());
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public Optional<Tensor> find(String name) {
        return Optional.ofNullable(tensors.get(name)).map(StoredTensor::toTensor);
    }

    @Override
    public String describe() {
        return file.path().toString();
    }

    @Override
    public void close() {
        file.close();
    }

    /** Reads one file's description. */
    private static final class Reader {
        private final MappedFile file;
        private final Map<String, ZipDirectory.Entry> entries;
        private final String prefix;

        Reader(MappedFile file) {
            this.file = file;
            requireZip(file);
            this.entries = ZipDirectory.read(file);
            this.prefix = prefix();
        }

        Map<String, StoredTensor> tensors() {
            requireLittleEndian();
            ZipDirectory.Entry pickle = entry(PICKLE);
            if (pickle.data().byteSize() > MAX_PICKLE_BYTES) {
                throw wrong("has a " + PICKLE + " of " + pickle.data().byteSize()
                        + " bytes; a state dict's description takes far less than " + MAX_PICKLE_BYTES);
            }
            byte[] bytes = pickle.data().toArray(ValueLayout.JAVA_BYTE);
            PickleValue root = StatePickle.read(pickle.name() + " in " + file.path(), bytes);
            Map<String, StoredTensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, PickleValue> item : stateDict(root).entrySet()) {
                if (item.getValue() instanceof View view) {
                    tensors.put(item.getKey(), stored(item.getKey(), view));
                }
            }
            if (tensors.isEmpty()) {
                throw wrong("holds no tensors; a state dict was expected, plain or under one of the keys "
                        + String.join(", ", STATE_DICTS));
            }
            return Collections.unmodifiableMap(tensors);
        }

        private Map<String, PickleValue> stateDict(PickleValue root) {
            if (!(root instanceof Dict(Map<String, PickleValue> outer))) {
                throw wrong("holds a " + root.kind() + "; a dict of tensors was expected");
            }
            for (String key : STATE_DICTS) {
                if (outer.get(key) instanceof Dict(Map<String, PickleValue> inner)) {
                    return inner;
                }
            }
            return outer;
        }

        private StoredTensor stored(String name, View view) {
            StorageTypes.StorageType type = StorageTypes.of(view.storage().type());
            ZipDirectory.Entry entry = entry("data/" + view.storage().key());
            List<Integer> shape = shape(name, view);
            requireContiguous(name, view);
            long begin;
            long bytes = type.bytes();
            try {
                begin = Math.multiplyExact(view.offset(), type.bytes());
                for (int extent : shape) {
                    bytes = Math.multiplyExact(bytes, (long) extent);
                }
            } catch (ArithmeticException e) {
                throw wrong("describes the tensor '" + name + "' of shape " + shape + ", more than a file can hold");
            }
            long available = entry.data().byteSize();
            if (begin < 0 || begin > available || bytes > available - begin) {
                throw wrong("describes the tensor '" + name + "' of shape " + shape + " as " + bytes + " bytes from "
                        + begin + " on of the entry '" + entry.name() + "' at byte " + entry.offset()
                        + ", which has " + available);
            }
            MemorySegment data = entry.data().asSlice(begin, bytes);
            return new StoredTensor(file.path(), name, type.dtype(), shape, entry.offset() + begin, data);
        }

        private List<Integer> shape(String name, View view) {
            List<Integer> shape = new ArrayList<>();
            for (long extent : view.shape()) {
                if (extent < 0 || extent > Integer.MAX_VALUE) {
                    throw wrong("describes the tensor '" + name + "' with an extent of " + extent
                            + "; extents are 0 to " + Integer.MAX_VALUE);
                }
                shape.add((int) extent);
            }
            return List.copyOf(shape);
        }

        private void requireContiguous(String name, View view) {
            List<Long> shape = view.shape();
            List<Long> strides = view.strides();
            boolean contiguous = shape.size() == strides.size();
            // No overflow worth a check: a product that wraps around is refused with the size.
            long stride = 1;
            for (int i = shape.size() - 1; i >= 0 && contiguous; i--) {
                contiguous = shape.get(i) <= 1 || strides.get(i) == stride;
                stride *= shape.get(i);
            }
            if (!contiguous && !shape.contains(0L)) {
                throw wrong("describes the tensor '" + name + "' of shape " + shape + " with the strides " + strides
                        + "; only row-major tensors are read, so save it again with .contiguous()");
            }
        }

        private void requireLittleEndian() {
            ZipDirectory.Entry order = entries.get(prefix + "byteorder");
            if (order == null) {
                return; // torch before 2.0 did not say, and wrote little-endian wherever it ran
            }
            byte[] bytes = order.data()
                    .asSlice(0, Math.min(16, order.data().byteSize()))
                    .toArray(ValueLayout.JAVA_BYTE);
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            if (!text.equals("little")) {
                throw wrong("says at byte " + order.offset() + " that its byte order is '" + text
                        + "'; only 'little' is read");
            }
        }

        /** All entries lie in one folder, named like the file when it was written. */
        private String prefix() {
            for (String name : entries.keySet()) {
                if (name.equals(PICKLE) || name.endsWith("/" + PICKLE)) {
                    return name.substring(0, name.length() - PICKLE.length());
                }
            }
            throw wrong("is a zip file without a " + PICKLE + ", so torch.save did not write it");
        }

        private ZipDirectory.Entry entry(String name) {
            ZipDirectory.Entry entry = entries.get(prefix + name);
            if (entry == null) {
                throw wrong("has no entry '" + prefix + name + "', which its description refers to");
            }
            return entry;
        }

        private static void requireZip(MappedFile file) {
            int magic = file.size() < Integer.BYTES ? 0 : file.bytes().get(U32, 0);
            if ((magic & 0xFF) == 0x80) {
                throw new CheckpointException("The file " + file.path()
                        + " is a bare pickle, as torch.save wrote before version 1.6; save it again with a newer one.");
            }
            if (magic != ZIP_MAGIC) {
                throw new CheckpointException("The file " + file.path()
                        + " does not begin like a file that torch.save wrote: it is no zip file.");
            }
        }

        private CheckpointException wrong(String what) {
            return new CheckpointException("The file " + file.path() + " " + what + ".");
        }
    }
}
