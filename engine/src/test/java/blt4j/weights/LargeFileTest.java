package blt4j.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files far larger than the heap that tests run with. They are sparse, so they take no room on the disk; and were they
 * read rather than mapped, the test would run out of memory.
 */
class LargeFileTest {
    private static final int ROWS = 3_000_012;
    private static final int COLUMNS = 1024;
    private static final long BYTES = 4L * ROWS * COLUMNS;
    private static final int LAST = ROWS - 1;

    @TempDir
    Path folder;

    @Test
    void safetensors() throws IOException {
        String header = "{\"tables\":{\"dtype\":\"F32\",\"shape\":[" + ROWS + "," + COLUMNS + "],\"data_offsets\":[0,"
                + BYTES + "]}}";
        Path path = folder.resolve("model.safetensors");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long dataStart = 8L + header.length();
            file.write(little(8).putLong(header.length()).array());
            file.write(header.getBytes(StandardCharsets.UTF_8));
            file.setLength(dataStart + BYTES);
            file.seek(dataStart + 4L * LAST * COLUMNS);
            file.write(little(8).putFloat(1.5f).putFloat(-3).array());
        }
        try (Safetensors weights = Safetensors.open(path)) {
            requireLastRow(weights.get("tables"));
        }
    }

    @Test
    void torch() throws IOException {
        Path path = folder.resolve("consolidated.pth");
        writeSparseZip64(path);
        try (TorchCheckpoint weights = TorchCheckpoint.open(path)) {
            requireLastRow(weights.get("tables"));
        }
    }

    private static void requireLastRow(Tensor tables) {
        assertEquals(ROWS, tables.rows());
        float[] row = new float[COLUMNS];
        tables.readRow(LAST, row, 0);
        float[] expected = new float[COLUMNS];
        expected[0] = 1.5f;
        expected[1] = -3;
        assertArrayEquals(expected, row);
        Tensor end = tables.slice("end", LAST - 1, 2);
        end.readRow(1, row, 0);
        assertArrayEquals(expected, row);
        end.readRow(0, row, 0);
        assertArrayEquals(new float[COLUMNS], row);
    }

    /** A zip file of more than 4 GiB, as torch.save writes it: sizes and places in 64 bits. */
    private static void writeSparseZip64(Path path) throws IOException {
        byte[] pickle = pickle();
        byte[] pickleName = "w/data.pkl".getBytes(StandardCharsets.UTF_8);
        byte[] dataName = "w/data/0".getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long dataHeader = file.getFilePointer();
            file.write(local(dataName, -1));
            long data = file.getFilePointer();
            file.seek(data + 4L * LAST * COLUMNS);
            file.write(little(8).putFloat(1.5f).putFloat(-3).array());
            file.setLength(data + BYTES);
            file.seek(data + BYTES);
            long pickleHeader = file.getFilePointer();
            file.write(local(pickleName, pickle.length));
            file.write(pickle);
            long directory = file.getFilePointer();
            file.write(central(dataName, BYTES, dataHeader));
            file.write(central(pickleName, pickle.length, pickleHeader));
            long end = file.getFilePointer();
            file.write(end(directory, end));
        }
    }

    private static byte[] local(byte[] name, int size) {
        return little(30 + name.length)
                .putInt(0x04034b50)
                .position(18)
                .putInt(size)
                .putInt(size)
                .putShort((short) name.length)
                .position(30)
                .put(name)
                .array();
    }

    private static byte[] central(byte[] name, long size, long header) {
        return little(46 + name.length + 28)
                .putInt(0x02014b50)
                .position(20)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) name.length)
                .putShort((short) 28)
                .position(42)
                .putInt(-1)
                .put(name)
                .putShort((short) 1)
                .putShort((short) 24)
                .putLong(size)
                .putLong(size)
                .putLong(header)
                .array();
    }

    private static byte[] end(long directory, long end) {
        return little(56 + 20 + 22)
                .putInt(0x06064b50)
                .putLong(44)
                .position(24)
                .putLong(2)
                .putLong(2)
                .putLong(end - directory)
                .putLong(directory)
                .putInt(0x07064b50)
                .putInt(0)
                .putLong(end)
                .putInt(1)
                .putInt(0x06054b50)
                .position(56 + 20 + 8)
                .putShort((short) -1)
                .putShort((short) -1)
                .putInt(-1)
                .putInt(-1)
                .array();
    }

    private static byte[] pickle() {
        ByteBuffer out = little(300);
        out.put(bytes("\u0080\u0002}X\6\0\0\0tablesctorch._utils\n_rebuild_tensor_v2\n(("));
        out.put(bytes("X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + "0X\3\0\0\0cpu\u008a\5"));
        out.putInt((int) (BYTES / 4)).put((byte) ((BYTES / 4) >> 32));
        out.put(bytes("tQK\0J")).putInt(ROWS).put(bytes("J")).putInt(COLUMNS);
        out.put(bytes("\u0086J")).putInt(COLUMNS).put(bytes("K\1\u0086\u0089ccollections\nOrderedDict\n)RtRs."));
        byte[] pickle = new byte[out.position()];
        out.flip().get(pickle);
        return pickle;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
