package blt4j.model.checkpoint;

import blt4j.weights.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes float32 tensors as torch.save does: a zip of stored entries with a pickle of protocol 2 among them. */
final class TorchFile {
    private TorchFile() {}

    static void write(Path file, List<Tensor> tensors) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            entry(zip, "archive/data.pkl", pickle(tensors));
            entry(zip, "archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < tensors.size(); i++) {
                entry(zip, "archive/data/" + i, tensors.get(i).data().toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
    }

    private static byte[] pickle(List<Tensor> tensors) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x80, 2, '}', '('});
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            text(out, tensor.name());
            ascii(out, "ctorch._utils\n_rebuild_tensor_v2\n((");
            text(out, "storage");
            ascii(out, "ctorch\nFloatStorage\n");
            text(out, Integer.toString(i));
            text(out, "cpu");
            int numbers = tensor.shape().stream().reduce(1, (a, b) -> a * b);
            number(out, numbers);
            ascii(out, "tQ");
            number(out, 0);
            ascii(out, "(");
            for (int extent : tensor.shape()) {
                number(out, extent);
            }
            ascii(out, "t(");
            int stride = numbers;
            for (int extent : tensor.shape()) {
                stride /= extent;
                number(out, stride);
            }
            out.write('t');
            out.write(0x89); // does not require a gradient
            ascii(out, "ccollections\nOrderedDict\n)RtR");
        }
        ascii(out, "u.");
        return out.toByteArray();
    }

    private static void ascii(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void text(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        littleEndian(out, bytes.length);
        out.write(bytes);
    }

    private static void number(OutputStream out, int number) throws IOException {
        out.write('J');
        littleEndian(out, number);
    }

    private static void littleEndian(OutputStream out, int number) throws IOException {
        out.write(new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16), (byte) (number >> 24)});
    }
}
