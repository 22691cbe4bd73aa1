package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DesktopTest {
    @Test
    void whatAWindowLacksIsNamed() {
        assertTrue(Desktop.missing("", false, true).orElseThrow().contains("GTK 3"));
        assertTrue(Desktop.missing("", true, true).orElseThrow().contains("DISPLAY"));
        assertTrue(Desktop.missing(":7", true, true).orElseThrow().contains(":7"));
        assertTrue(Desktop.missing(":0", true, false).isEmpty());
    }

    /** The program, as the launcher starts it, where there is no display, and one that does not answer. */
    @ParameterizedTest
    @ValueSource(strings = {"", ":4077"})
    @EnabledOnOs(OS.LINUX)
    @Timeout(120)
    void withoutADisplayItSaysSoInASentence(String display) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.add("blt4j.visualizer.Visualizer");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("DISPLAY");
        builder.environment().remove("WAYLAND_DISPLAY");
        if (!display.isEmpty()) {
            builder.environment().put("DISPLAY", display);
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(2, process.waitFor(), said);
        Pattern sentence = Pattern.compile("(?m)^blt: The window cannot be opened: .*--snapshot FILE\\.png\\.$");
        assertTrue(sentence.matcher(said).find(), said);
        assertTrue(said.lines().noneMatch(line -> line.startsWith("\tat ")), said);
    }
}
