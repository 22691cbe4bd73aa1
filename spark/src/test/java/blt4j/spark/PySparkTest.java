package blt4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import blt4j.fixture.TestModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The functions from Python, where there is a Python with pyspark ({@code BLT_PYTHON} names one). */
@Timeout(600)
class PySparkTest {
    private static final String SNIPPET = """
            import os
            from pyspark.sql import SparkSession
            from pyspark.sql.functions import expr

            spark = (SparkSession.builder.master("local[2]")
                     .config("spark.ui.enabled", "false")
                     .config("spark.driver.extraClassPath", os.environ["BLT_CLASS_PATH"])
                     .config("spark.sql.extensions", "blt4j.spark.BltExtensions")
                     .config("spark.blt4j.model", os.environ["BLT_MODEL"])
                     .getOrCreate())
            texts = spark.createDataFrame([("hello world",), ("字",)], "text string")
            rows = texts.select(expr("blt_entropies(text)"), expr("blt_patches(text, 'static', 4)")).collect()
            print([(len(e), p) for e, p in rows])
            """;

    @TempDir
    private Path folder = Path.of("");

    private static String python() {
        return System.getenv().getOrDefault("BLT_PYTHON", "python3");
    }

    private static boolean hasPySpark() throws InterruptedException {
        try {
            return new ProcessBuilder(python(), "-c", "import pyspark")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void pythonCallsTheFunctions() throws IOException, InterruptedException {
        boolean present = hasPySpark();
        if (!present) {
            System.err.println("** NO PYTHON WITH pyspark (" + python() + "): THE SNIPPET FOR PYTHON IS NOT TESTED.");
        }
        assumeTrue(present, "no Python with pyspark");
        Path script = Files.writeString(folder.resolve("snippet.py"), SNIPPET);
        Path messages = folder.resolve("messages");
        ProcessBuilder builder = new ProcessBuilder(python(), script.toString()).redirectError(messages.toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("BLT_CLASS_PATH", System.getProperty("java.class.path"));
        builder.environment().put("BLT_MODEL", TestModels.folder("hf-tiny").toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> out + messages);
        assertEquals("[(11, [4, 4, 3]), (3, [3])]", out.strip());
    }
}
