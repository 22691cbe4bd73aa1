package blt4j.compute.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What stands in the kernels as generated is what {@link UnrolledCode} writes, white space aside. With {@code -Dunroll=write}
 * it is written there instead, for {@code spotless:apply} to format.
 */
class UnrolledCodeTest {
    private static final Path KERNELS = Path.of("src", "main", "java", "blt4j", "compute", "cpu", "kernel");
    private static final List<String> FILES =
            List.of("NarrowTiles.java", "VectorKernels.java", "WideTiles.java", "WordDots.java");
    private static final Pattern GENERATED = Pattern.compile(
            "(?<begin>// generated: (?<name>[^\\n]+)\\n)(?<code>.*?)(?<end> *// end of \\k<name>\\n)", Pattern.DOTALL);

    @Test
    void whatIsCheckedInIsWhatIsWritten() throws IOException {
        Map<String, String> written = UnrolledCode.all();
        Map<String, Integer> found = new HashMap<>();
        for (String file : FILES) {
            String source = Files.readString(KERNELS.resolve(file));
            Matcher matcher = GENERATED.matcher(source);
            StringBuilder result = new StringBuilder();
            while (matcher.find()) {
                String name = matcher.group("name");
                String code = Objects.requireNonNull(written.get(name), name);
                found.merge(name, 1, Integer::sum);
                if (System.getProperty("unroll", "").equals("write")) {
                    matcher.appendReplacement(
                            result, Matcher.quoteReplacement(matcher.group("begin") + code + matcher.group("end")));
                } else {
                    assertEquals(tokens(code), tokens(matcher.group("code")), file + ", " + name);
                }
            }
            if (!result.isEmpty()) {
                Files.writeString(KERNELS.resolve(file), matcher.appendTail(result));
            }
        }
        assertEquals(written.keySet(), found.keySet());
        assertEquals(3, found.get("exp(y), y from -87"), "an exponential has not been generated");
        assertEquals(2, found.get("2^y"), "a power of two has not been generated");
    }

    private static String tokens(String code) {
        return code.replaceAll("\\s+", "");
    }
}
