package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelFilesTest {
    private static final KernelFiles.Text TEXT = new KernelFiles.Text(
            "kernel3_add0_add_arrays",
            "kernel3_add0_add_",
            List.of("NONE", "READ_WRITE"),
            "kernel void add() {\n}\n",
            Optional.empty());

    @TempDir
    private Path folder;

    private static Kernel kernel(int constant) {
        return new Kernel("Kernels.add", "", List.of(constant), LaunchShape.threads(1));
    }

    @Test
    void whatWasKeptIsFoundByTheSameKernelInTheSameCircumstancesAlone() {
        KernelFiles files = new KernelFiles(folder.resolve("new"), "driver 1");
        assertEquals(Optional.empty(), files.find(kernel(1)));
        files.keep(kernel(1), TEXT);
        assertEquals(Optional.of(TEXT), new KernelFiles(folder.resolve("new"), "driver 1").find(kernel(1)));
        assertEquals(Optional.empty(), files.find(kernel(2)));
        assertEquals(Optional.empty(), new KernelFiles(folder.resolve("new"), "driver 2").find(kernel(1)));
    }

    @Test
    void hashCodesOfAnotherProcessAreReplaced() {
        String prefix = "kernel5_tile0_tile_";
        KernelFiles.Text text = new KernelFiles.Text(
                prefix + "tornado_api_kernelcontext_1728057672_arrays_intarray_1_0",
                prefix,
                List.of(),
                "",
                Optional.empty());
        assertEquals("tornado_api_kernelcontext_42_arrays_intarray_1_0", text.suffix(42));
        assertEquals("arrays", TEXT.suffix(42));
    }

    @Test
    void whatADriverMadeOfItIsKeptWithIt() {
        KernelFiles files = new KernelFiles(folder, "driver");
        KernelFiles.Text text = new KernelFiles.Text(
                TEXT.name(), TEXT.prefix(), List.of(), TEXT.code(), Optional.of(ByteBuffer.wrap(new byte[] {
                    1, 0, -1, '\n'
                })));
        files.keep(kernel(1), text);
        assertEquals(Optional.of(text), files.find(kernel(1)));
    }

    @Test
    void aFileThatIsNotWholeIsNone() throws IOException {
        KernelFiles files = new KernelFiles(folder, "driver");
        files.keep(kernel(1), TEXT);
        Path file;
        try (Stream<Path> all = Files.list(folder)) {
            file = all.findFirst().orElseThrow();
        }
        String whole = Files.readString(file);
        for (int length = 0; length < whole.length() - 1; length++) {
            Files.writeString(file, whole.substring(0, length));
            assertFalse(files.find(kernel(1)).isPresent(), "the first " + length + " characters");
        }
    }

    @Test
    void whatCannotBeWrittenIsNotKept() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        KernelFiles files = new KernelFiles(file, "driver");
        files.keep(kernel(1), TEXT);
        assertEquals(Optional.empty(), files.find(kernel(1)));
    }
}
