package blt4j.analysis.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium, driven through chromedriver by the WebDriver protocol. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PORT = Pattern.compile("successfully on port (\\d+)");

    private final Process driver;
    private final HttpClient http;
    private final String session;

    private Browser(Process driver, HttpClient http, String session) {
        this.driver = driver;
        this.http = http;
        this.session = session;
    }

    /** Opens one, where there are a Chromium and its driver. */
    static Optional<Browser> open() throws IOException, InterruptedException {
        Optional<Path> driver = find("chromedriver");
        Optional<Path> chromium = find("chromium", "chromium-browser", "google-chrome");
        if (driver.isEmpty() || chromium.isEmpty()) {
            return Optional.empty();
        }
        Process process = new ProcessBuilder(driver.get().toString(), "--port=0")
                .redirectErrorStream(true)
                .start();
        String base = "http://127.0.0.1:" + port(process);
        HttpClient http = HttpClient.newHttpClient();
        Map<String, Object> options = Map.of(
                "binary",
                chromium.get().toString(),
                "args",
                List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,800"));
        Map<String, Object> wanted =
                Map.of("capabilities", Map.of("alwaysMatch", Map.of("goog:chromeOptions", options)));
        JsonNode opened = send(http, base + "/session", wanted);
        return Optional.of(new Browser(
                process, http, base + "/session/" + opened.path("sessionId").asText()));
    }

    private static Optional<Path> find(String... names) {
        List<String> folders = List.of(Objects.requireNonNullElse(System.getenv("PATH"), "")
                .split(Pattern.quote(java.io.File.pathSeparator), -1));
        return Stream.of(names)
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String port(Process process) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher port = PORT.matcher(line);
            if (port.find()) {
                return port.group(1);
            }
        }
        throw new IOException("chromedriver ended without naming its port");
    }

    private static JsonNode send(HttpClient http, String address, Object body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofSeconds(90))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        JsonNode answer =
                JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
        if (answer.path("value").has("error")) {
            throw new IOException(answer.path("value").toString());
        }
        return answer.path("value");
    }

    /** Goes to a page. */
    void show(Path page) throws IOException, InterruptedException {
        send(http, session + "/url", Map.of("url", page.toUri().toString()));
    }

    /** Runs a script's body in the page; what it returns comes back. */
    JsonNode run(String script) throws IOException, InterruptedException {
        return send(http, session + "/execute/sync", Map.of("script", script, "args", List.of()));
    }

    @Override
    public void close() throws IOException {
        HttpRequest end = HttpRequest.newBuilder(URI.create(session))
                .timeout(Duration.ofSeconds(30))
                .DELETE()
                .build();
        try {
            var _ = http.send(end, BodyHandlers.discarding());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            driver.destroy();
            http.close();
        }
    }
}
