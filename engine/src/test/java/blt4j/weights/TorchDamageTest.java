package blt4j.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zip files and pickles that torch.save would not write: each is refused with its place, and nothing is run. */
class TorchDamageTest {
    @TempDir
    Path folder;

    /** Writes pickles, instruction by instruction. */
    private static final class Pickler {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pickler() {
            op(0x80, 2);
        }

        Pickler op(int... bytes) {
            for (int b : bytes) {
                out.write(b);
            }
            return this;
        }

        Pickler text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return op('X').u32(bytes.length).raw(bytes);
        }

        Pickler global(String module, String name) {
            return op('c').raw((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        }

        Pickler u32(int number) {
            return raw(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(number)
                    .array());
        }

        Pickler whole(long number) {
            return op(0x8a, 8)
                    .raw(ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(number)
                            .array());
        }

        Pickler raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        /** A two-dimensional tensor. */
        Pickler tensor(String key, long offset, long rows, long columns, long rowStride, long columnStride) {
            return global("torch._utils", "_rebuild_tensor_v2")
                    .op('(')
                    .op('(')
                    .text("storage")
                    .global("torch", "FloatStorage")
                    .text(key)
                    .text("cpu")
                    .whole(6)
                    .op('t', 'Q')
                    .whole(offset)
                    .whole(rows)
                    .whole(columns)
                    .op(0x86)
                    .whole(rowStride)
                    .whole(columnStride)
                    .op(0x86, 0x89)
                    .global("collections", "OrderedDict")
                    .op(')', 'R', 't', 'R');
        }

        byte[] stop() {
            op('.');
            return out.toByteArray();
        }
    }

    private static byte[] dictOf(Consumer<Pickler> value) {
        Pickler pickler = new Pickler().op('}').text("a");
        value.accept(pickler);
        return pickler.op('s').stop();
    }

    private Path zip(Map<String, byte[]> entries) throws IOException {
        Path file = folder.resolve("weights.pth");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry zipEntry = new ZipEntry(entry.getKey());
                CRC32 crc = new CRC32();
                crc.update(entry.getValue());
                zipEntry.setCrc(crc.getValue());
                zipEntry.setSize(entry.getValue().length);
                out.putNextEntry(zipEntry);
                out.write(entry.getValue());
            }
        }
        return file;
    }

    private Path checkpoint(byte[] pickle) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 6; i++) {
            data.putFloat(i);
        }
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("w/data.pkl", pickle);
        entries.put("w/data/0", data.array());
        return zip(entries);
    }

    private static void refused(Path file, String... parts) {
        Refusal.expect(() -> TorchCheckpoint.open(file).close(), parts);
        Refusal.expect(() -> TorchCheckpoint.open(file).close(), file.toString());
    }

    @Test
    void whatIsWellFormedOpens() throws IOException {
        Path file = checkpoint(dictOf(p -> p.tensor("0", 2, 2, 2, 2, 1)));
        try (TorchCheckpoint weights = TorchCheckpoint.open(file)) {
            assertArrayEquals(new float[] {2, 3, 4, 5}, weights.get("a").toFloats());
        }
    }

    @Test
    void nothingIsRun() throws IOException {
        refused(
                checkpoint(new Pickler()
                        .global("os", "system")
                        .text("touch pwned")
                        .op(0x85, 'R')
                        .stop()),
                "the name 'os.system'",
                "nothing of it was run",
                "at byte 2");
        refused(checkpoint(new Pickler().text("os").text("system").op(0x93).stop()), "the name 'os.system'");
        refused(checkpoint(dictOf(p -> p.global("torch", "load").op(')', 'R'))), "the name 'torch.load'");
        refused(
                checkpoint(dictOf(p -> p.global("torch", "FloatStorage").op(')', 'R'))),
                "a call of torch.FloatStorage");
        refused(checkpoint(dictOf(p -> p.text("f").op(')', 'R'))), "a call of a text");
        // INST, OBJ, NEWOBJ, NEWOBJ_EX, REDUCE's kin, extension codes, out-of-band buffers
        for (int opcode : new int[] {'i', 'o', 0x81, 0x92, 0x82, 0x83, 0x84, 0x97, 'P', 'I', 'S', 0, 255}) {
            refused(checkpoint(new Pickler().op(opcode).stop()), "the opcode 0x%02X".formatted(opcode), "at byte 2");
        }
    }

    @Test
    void picklesThatCannotBe() throws IOException {
        refused(checkpoint(new byte[0]), "ends at byte 0 in the middle of the instruction at byte 0");
        refused(checkpoint(new byte[] {(byte) 0x80, 9, '.'}), "pickle protocol 9");
        refused(checkpoint(new Pickler().stop()), "finds its stack empty");
        refused(checkpoint(new Pickler().op('t').stop()), "finds no mark");
        refused(checkpoint(new Pickler().op(0x87).stop()), "finds 0 values on its stack and needs 3");
        refused(checkpoint(new Pickler().op('h', 7).stop()), "a reference to value 7, which was never stored");
        refused(checkpoint(new Pickler().op('X').u32(1000).stop()), "a text of 1000 bytes where 1 are left");
        refused(checkpoint(new Pickler().op('X').u32(-1).stop()), "a text of 4294967295 bytes");
        refused(
                checkpoint(new Pickler()
                        .op(0x8d)
                        .raw(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})
                        .stop()),
                "a text of 18446744073709551615 bytes");
        refused(checkpoint(new Pickler().op(0x8a, 200).stop()), "a number of 200 bytes");
        refused(checkpoint(new Pickler().op('N', 'N', 'a').stop()), "an append to a plain");
        refused(checkpoint(new Pickler().op('N', 'N', 'N', 's').stop()), "a setting of keys in a plain");
        refused(checkpoint(new Pickler().op('}', '(', 'N', 'u').stop()), "a key without a value");
        refused(checkpoint(new Pickler().op('N', 'N', 'b').stop()), "attributes of a plain");
        refused(checkpoint(new Pickler().op('N', 'Q').stop()), "no tensor storage");
        refused(checkpoint(new Pickler().op('N').stop()), "holds a plain; a dict of tensors was expected");
    }

    @Test
    void tensorsThatCannotBe() throws IOException {
        refused(checkpoint(dictOf(p -> p.tensor("0", 0, 3, 2, 1, 3))), "with the strides [1, 3]");
        refused(checkpoint(dictOf(p -> p.tensor("1", 0, 3, 2, 2, 1))), "has no entry 'w/data/1'");
        refused(checkpoint(dictOf(p -> p.tensor("../data.pkl", 0, 3, 2, 2, 1))), "has no entry");
        refused(checkpoint(dictOf(p -> p.tensor("0", 0, 4, 2, 2, 1))), "as 32 bytes", "which has 24");
        refused(checkpoint(dictOf(p -> p.tensor("0", 1, 3, 2, 2, 1))), "as 24 bytes from 4 on");
        refused(checkpoint(dictOf(p -> p.tensor("0", -1, 3, 2, 2, 1))), "from -4 on");
        refused(checkpoint(dictOf(p -> p.tensor("0", 0, -3, 2, 2, 1))), "an extent of -3");
        refused(checkpoint(dictOf(p -> p.tensor("0", Long.MAX_VALUE, 3, 2, 2, 1))), "more than a file can hold");
        refused(checkpoint(dictOf(p -> p.tensor("0", 0, 1L << 40, 2, 2, 1))), "an extent of 1099511627776");
        int most = Integer.MAX_VALUE;
        refused(checkpoint(dictOf(p -> p.tensor("0", 0, most, most, most, 1))), "more than a file can hold");
    }

    @Test
    void valuesThatGrowWithoutEndAreHarmless() throws IOException {
        // Each tuple holds the one before twice: as a tree it has 2^200 leaves. It is also a key, and a dict in itself.
        Pickler pickler = new Pickler().op('}', 'q', 0);
        pickler.op('N');
        for (int i = 0; i < 200; i++) {
            pickler.op('2', 0x86);
        }
        pickler.op('q', 1, 'N', 's');
        pickler.text("self").op('h', 0, 's');
        pickler.text("deep").op('h', 1, 's');
        pickler.text("a").tensor("0", 0, 3, 2, 2, 1).op('s');
        try (TorchCheckpoint weights = TorchCheckpoint.open(checkpoint(pickler.stop()))) {
            assertEquals(1, weights.names().size());
        }
    }

    @Test
    void zipFilesThatCannotBe() throws IOException {
        refused(Files.write(folder.resolve("empty.pth"), new byte[0]), "no zip file");
        refused(Files.write(folder.resolve("text.pth"), new byte[100]), "no zip file");
        refused(zip(Map.of("readme", new byte[3])), "is a zip file without a data.pkl");
        refused(
                zip(Map.of("w/data.pkl", new byte[0], "w/byteorder", "big".getBytes(StandardCharsets.UTF_8))),
                "its byte order is 'big'");
        Path huge = zip(Map.of("w/data.pkl", new byte[(1 << 24) + 1]));
        refused(huge, "has a data.pkl of 16777217 bytes");
        Path compressed = folder.resolve("compressed.pth");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(compressed))) {
            out.putNextEntry(new ZipEntry("w/data.pkl"));
            out.write(new byte[1 << 20]);
        }
        refused(compressed, "has the compressed entry 'w/data.pkl' at byte ");
    }

    @Test
    void directoriesThatLie() throws IOException {
        byte[] whole = Files.readAllBytes(checkpoint(dictOf(p -> p.tensor("0", 0, 3, 2, 2, 1))));
        int end = whole.length - 22;
        int directory = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(end + 16);
        refused(changed(whole, b -> b.putInt(end + 16, whole.length)), "places the zip directory at byte ");
        refused(changed(whole, b -> b.putInt(end + 16, directory + 1)), "has no directory entry at byte ");
        refused(changed(whole, b -> b.putInt(end + 16, -1)), "has no zip64 locator at byte ");
        refused(changed(whole, b -> b.putInt(directory + 42, 1)), "has no entry header at byte 1");
        refused(changed(whole, b -> b.putInt(directory + 42, whole.length)), "places the header of 'w/data.pkl'");
        refused(changed(whole, b -> b.putInt(directory + 24, 5)), "that claims to hold 5");
        refused(
                changed(whole, b -> b.putInt(directory + 24, 0x7FFF_FFFF).putInt(directory + 20, 0x7FFF_FFFF)),
                "places the entry 'w/data.pkl' at byte ");
        refused(changed(whole, b -> b.putInt(directory + 24, -1)), "lacks the 64-bit sizes");
        refused(changed(whole, b -> b.putShort(directory + 28, (short) -1)), "runs past the directory's end");
        refused(changed(whole, b -> b.putShort(directory + 8, (short) 1)), "has the encrypted entry");
        for (int length = 4; length < whole.length; length++) {
            Path cut = Files.write(folder.resolve("cut.pth"), Arrays.copyOf(whole, length));
            Refusal.expect(() -> TorchCheckpoint.open(cut).close(), cut.toString());
        }
    }

    /** A small file as zip64 has it: what large files need may be said of any. */
    private byte[] zip64() throws IOException {
        byte[] whole = Files.readAllBytes(checkpoint(dictOf(p -> p.tensor("0", 0, 3, 2, 2, 1))));
        int end = whole.length - 22;
        ByteBuffer old = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer wide = ByteBuffer.allocate(end + 56 + 20 + 22).order(ByteOrder.LITTLE_ENDIAN);
        wide.put(whole, 0, end);
        wide.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
        wide.putInt(0).putInt(0).putLong(2).putLong(2);
        wide.putLong(old.getInt(end + 12)).putLong(old.getInt(end + 16));
        wide.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        wide.put(whole, end, 22).putInt(end + 76 + 16, -1);
        return wide.array();
    }

    @Test
    void directoriesOf64BitsThatLie() throws IOException {
        byte[] whole = zip64();
        int end = whole.length - 98;
        try (TorchCheckpoint weights = TorchCheckpoint.open(changed(whole, b -> {}))) {
            assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, weights.get("a").toFloats());
        }
        int locator = end + 56;
        try (TorchCheckpoint weights = TorchCheckpoint.open(
                changed(whole, b -> b.putInt(locator + 20 + 16, 0).putShort(locator + 20 + 10, (short) -1)))) {
            assertEquals(1, weights.names().size(), "told by the number of entries");
        }
        refused(changed(whole, b -> b.putInt(locator, 0)), "has no zip64 locator at byte " + locator);
        refused(changed(whole, b -> b.putInt(end, 0)), "has no zip64 directory's end at byte " + end);
        refused(changed(whole, b -> b.putLong(locator + 8, -1)), "places the zip64 directory's end at byte -1");
        refused(
                changed(whole, b -> b.putLong(locator + 8, whole.length - 55)),
                "places the zip64 directory's end at byte " + (whole.length - 55));
        refused(changed(whole, b -> b.putLong(end + 48, -7)), "places the zip directory at byte -7");
        refused(changed(whole, b -> b.putLong(end + 40, Long.MAX_VALUE)), "places the zip directory at byte ");
    }

    /** What an instruction needs of the stack, and what it leaves there. */
    @Test
    void instructionsThatFewFilesHave() throws IOException {
        Pickler pickler = new Pickler().op('}');
        pickler.op(0x95).raw(new byte[8]); // a frame, whatever its length
        pickler.text("dropped").op('0').op('(', 'N', 'N', '1');
        pickler.text("true").op(0x88, 's').text("false").op(0x89, 's');
        pickler.text("number").op('G').raw(new byte[8]).op('s');
        pickler.text("two")
                .op('M', 0x01, 0x02, 's')
                .text("four")
                .op('J')
                .u32(-5)
                .op('s');
        pickler.text("far")
                .op('N', 'r')
                .u32(300)
                .op('s')
                .text("again")
                .op('j')
                .u32(300)
                .op('s');
        pickler.op(0x8c, 5).raw("short".getBytes(StandardCharsets.UTF_8)).op('N', 's');
        pickler.op(0x8d).raw(new byte[] {4, 0, 0, 0, 0, 0, 0, 0}).raw("long".getBytes(StandardCharsets.UTF_8));
        pickler.op('N', 's').text("list").op(']', '(', 'N', 'N', 'e', 'N', 'a', 's');
        pickler.text("a").tensor("0", 0, 3, 2, 2, 1).op('s');
        for (int protocol : new int[] {2, 5}) {
            byte[] pickle = pickler.op().out.toByteArray().clone();
            pickle = Arrays.copyOf(pickle, pickle.length + 1);
            pickle[pickle.length - 1] = '.';
            pickle[1] = (byte) protocol;
            try (TorchCheckpoint weights = TorchCheckpoint.open(checkpoint(pickle))) {
                assertEquals(Set.of("a"), weights.names());
            }
        }
        refused(checkpoint(new byte[] {(byte) 0x80, 1, '.'}), "pickle protocol 1");
        refused(checkpoint(new byte[] {(byte) 0x80, 6, '.'}), "pickle protocol 6");
        refused(checkpoint(new Pickler().op('j').u32(300).stop()), "a reference to value 300");
        refused(checkpoint(new Pickler().op('1').stop()), "finds no mark");
        refused(checkpoint(new Pickler().op('0').stop()), "finds its stack empty");
        refused(checkpoint(new byte[] {(byte) 0x80, 2, (byte) 0x95, 1}), "ends at byte 4 in the middle");
    }

    /** A name is shown to its eightieth letter. */
    @Test
    void longNamesAreShortened() throws IOException {
        String eighty = "x".repeat(77) + ".yz";
        refused(checkpoint(new Pickler().global("x".repeat(77), "yz").stop()), "the name '" + eighty + "', which");
        refused(
                checkpoint(new Pickler().global("x".repeat(78), "yz").stop()),
                "the name 'x" + eighty.substring(0, 79) + "…'");
    }

    private Path changed(byte[] whole, Consumer<ByteBuffer> change) throws IOException {
        byte[] copy = whole.clone();
        change.accept(ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN));
        return Files.write(folder.resolve("changed.pth"), copy);
    }

    @Test
    void twoEntriesOfOneName() throws IOException {
        byte[] whole = Files.readAllBytes(zip(Map.of("w/data.pkl", new byte[0], "w/data.pkm", new byte[0])));
        for (int i = 0; i < whole.length; i++) {
            whole[i] = whole[i] == 'm' ? (byte) 'l' : whole[i];
        }
        refused(Files.write(folder.resolve("twice.pth"), whole), "has two entries named 'w/data.pkl'");
    }
}
