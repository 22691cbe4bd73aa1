package blt4j.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What downloads leave in the place of weights is named. */
class StandInTest {
    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "consolidated.pth", "pytorch_model.bin"})
    void pointersAndPagesAreNamed(String name, @TempDir Path folder) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");
        Refusal.expect(() -> WeightFiles.open(folder).close(), name, "Git LFS pointer", "git lfs pull");
        Files.writeString(file, "\n<!DOCTYPE html>\n<html><head><title>Log in</title>");
        Refusal.expect(() -> WeightFiles.open(folder).close(), name, "web page");
        Files.writeString(file, "<HTML>");
        Refusal.expect(() -> WeightFiles.open(folder).close(), name, "web page");
    }
}
