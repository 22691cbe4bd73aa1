package blt4j.cli.hub;

import blt4j.BltException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * The Hugging Face Hub, or what answers like it. Redirects are followed by hand, because the token is for the Hub alone
 * and not for the servers that it sends one to.
 */
final class Hub implements AutoCloseable {
    private static final int MOST_REDIRECTS = 10;
    private static final int TRIES = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LONGEST_WAIT_SECONDS = 30;
    private static final long MOST_METADATA = 16 << 20;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int BUSY = 429;

    private final URI endpoint;
    private final Optional<Token> token;
    private final HttpClient client;

    Hub(URI endpoint, Optional<Token> token) {
        this.endpoint = endpoint;
        this.token = token;
        // Ranges come by connections of their own, side by side.
        this.client = HttpClient.newBuilder()
                .followRedirects(Redirect.NEVER)
                .version(Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    /** Ends whatever is under way. */
    void stop() {
        client.shutdownNow();
    }

    /** Where people read of a model. */
    String page(String id) {
        return endpoint + "/" + id;
    }

    /** What the Hub says of a model at a revision. */
    RemoteModel model(String id, String revision) throws IOException {
        URI uri = endpoint.resolve(
                endpoint.getPath() + "/api/models/" + id + "/revision/" + encoded(revision) + "?blobs=true");
        try (InputStream in = patiently(uri, id, revision, -1, -1).body()) {
            JsonNode root = new JsonMapper().readTree(in.readNBytes((int) MOST_METADATA));
            return model(id, root);
        } catch (JsonProcessingException e) {
            throw new TransferException("What " + endpoint + " says of " + id + " is not understood: is it a Hub?", e);
        }
    }

    private static RemoteModel model(String id, JsonNode root) throws TransferException {
        List<RemoteFile> files = new ArrayList<>();
        for (JsonNode file : root.path("siblings")) {
            files.add(new RemoteFile(
                    file.path("rfilename").asText(),
                    file.path("size").asLong(file.path("lfs").path("size").asLong(-1)),
                    text(file.path("lfs").path("sha256")),
                    text(file.path("blobId"))));
        }
        String commit = root.path("sha").asText();
        if (!commit.matches("[0-9a-f]{6,64}")) {
            throw new TransferException("What the Hub says of " + id + " names no commit: is it a Hub?");
        }
        JsonNode card = root.path("cardData");
        JsonNode gated = root.path("gated");
        return new RemoteModel(
                id,
                commit,
                gated.isTextual() || gated.asBoolean(),
                text(card.path("license_name")).or(() -> text(card.path("license"))),
                text(card.path("license_link")),
                files);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty() ? Optional.of(node.asText()) : Optional.empty();
    }

    /** A whole small file. */
    byte[] read(RemoteModel model, RemoteFile file) throws IOException {
        try (InputStream in = patiently(address(model, file), model.id(), model.commit(), -1, -1)
                .body()) {
            return in.readNBytes((int) Math.min(file.size() + 1, MOST_METADATA));
        }
    }

    /**
     * Part of a file.
     *
     * @param begin its first byte
     * @param end one past its last
     * @return the bytes from {@code begin} on, and perhaps more than were asked for
     */
    InputStream range(RemoteModel model, RemoteFile file, long begin, long end) throws IOException {
        HttpResponse<InputStream> response = patiently(address(model, file), model.id(), model.commit(), begin, end);
        InputStream body = response.body();
        if (response.statusCode() == PARTIAL) {
            String range = response.headers().firstValue("Content-Range").orElse("");
            if (range.startsWith("bytes " + begin + "-") && range.endsWith("/" + file.size())) {
                return body;
            }
            body.close();
            throw new TransferException("The Hub gave another part of " + file.path() + " than was asked for (" + range
                    + "): the file may have another size than it says.");
        }
        body.skipNBytes(begin); // a server that knows no ranges
        return body;
    }

    private URI address(RemoteModel model, RemoteFile file) {
        StringBuilder path = new StringBuilder(endpoint.toString())
                .append('/')
                .append(model.id())
                .append("/resolve/")
                .append(model.commit());
        for (String part : file.path().split("/", -1)) {
            path.append('/').append(encoded(part));
        }
        return URI.create(path.toString());
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Asks again after a while where a server is busy. */
    private HttpResponse<InputStream> patiently(URI uri, String id, String revision, long begin, long end)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            HttpResponse<InputStream> response = follow(uri, begin, end);
            int status = response.statusCode();
            if (status == OK || (status == PARTIAL && begin >= 0)) {
                return response;
            }
            response.body().close();
            Optional<BltException> mistake = mistake(response, id, revision);
            if (mistake.isPresent()) {
                throw mistake.get();
            }
            boolean busy = status == BUSY || status >= 500;
            Optional<Long> wish = response.headers()
                    .firstValue("Retry-After")
                    .filter(s -> s.matches("\\d{1,6}"))
                    .map(Long::valueOf);
            // A range that fails is asked for again by whoever wants it, on another connection.
            boolean last = attempt == TRIES || (begin >= 0 && status != BUSY);
            if (!busy || last || wish.orElse(0L) > LONGEST_WAIT_SECONDS) {
                throw failure(response);
            }
            sleep(Duration.ofMillis(wish.map(s -> s * 1000).orElse(250L << attempt)));
        }
    }

    static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted").initCause(e);
        }
    }

    private HttpResponse<InputStream> follow(URI first, long begin, long end) throws IOException {
        URI uri = first;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            HttpResponse<InputStream> response = send(uri, begin, end);
            Optional<String> location = response.headers().firstValue("Location");
            if (response.statusCode() / 100 != 3 || location.isEmpty()) {
                return response;
            }
            response.body().close();
            URI next = uri.resolve(location.get());
            boolean safe = !"http".equalsIgnoreCase(next.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (!safe) {
                throw new TransferException("The Hub sends one to " + next.getHost() + " without encryption.");
            }
            uri = next;
        }
        throw new TransferException("The Hub sends one round in circles: " + first + " leads nowhere.");
    }

    private HttpResponse<InputStream> send(URI uri, long begin, long end) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).header("User-Agent", "blt4j");
        if (begin >= 0) {
            request.header("Range", "bytes=" + begin + "-" + (end - 1));
        }
        if (isHub(uri)) {
            token.ifPresent(t -> request.header("Authorization", "Bearer " + t.value()));
        }
        try {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted").initCause(e);
        } catch (IOException e) {
            throw new TransferException("The server " + uri.getHost() + " cannot be reached" + because(e) + ".", e);
        }
    }

    private static String because(IOException e) {
        String last = "";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            switch (cause.getClass().getSimpleName()) {
                case "UnresolvedAddressException", "UnknownHostException" -> {
                    return ": its name is not known here; is there a connection to the internet?";
                }
                case "ConnectException" -> last = ": nobody answers there";
                default -> last = last.isEmpty() && cause.getMessage() != null ? ": " + cause.getMessage() : last;
            }
        }
        return last;
    }

    private boolean isHub(URI uri) {
        return Objects.equals(uri.getScheme(), endpoint.getScheme())
                && Objects.equals(uri.getHost(), endpoint.getHost())
                && uri.getPort() == endpoint.getPort();
    }

    /** The error of a response that the caller can mend: a wrong name or revision, a missing permission. */
    private Optional<BltException> mistake(HttpResponse<?> response, String id, String revision) {
        if (!isHub(response.uri())) {
            return Optional.empty();
        }
        String code = response.headers().firstValue("X-Error-Code").orElse("");
        return switch (response.statusCode()) {
            case 401 -> Optional.of(new BltException(code.equals("GatedRepo") ? gated(id) : unknown(id)));
            case 403 -> Optional.of(new BltException(gated(id)));
            case 404 ->
                Optional.of(new BltException(
                        switch (code) {
                            case "RevisionNotFound" -> "The model " + id + " has no revision " + revision + ".";
                            case "EntryNotFound" ->
                                "The model " + id + " lacks a file that it names: "
                                        + response.uri().getPath() + ".";
                            default -> "There is no model " + id + " on " + endpoint + ". Is the name right?";
                        }));
            default -> Optional.empty();
        };
    }

    private String gated(String id) {
        String accept = "accept its terms at " + page(id) + ", signed in, and try again";
        return token.map(t -> "The model " + id + " is gated, and the token of " + t.source() + " has no access to it: "
                        + accept + "; a fine-grained token must be allowed to read gated models.")
                .orElseGet(() -> "The model " + id + " is gated: " + accept
                        + " with a token of yours in HF_TOKEN (made at " + endpoint + "/settings/tokens).");
    }

    private String unknown(String id) {
        return token.map(t -> "The Hub does not know the token of " + t.source() + ", or there is no model " + id
                        + ". A new token is made at " + endpoint + "/settings/tokens.")
                .orElseGet(() -> "There is no model " + id + " that everybody may have. Is the name right? If it is"
                        + " private, give a token in HF_TOKEN.");
    }

    /** What may go better another time. */
    private TransferException failure(HttpResponse<?> response) {
        int status = response.statusCode();
        if (status == BUSY) {
            String wait = response.headers()
                    .firstValue("Retry-After")
                    .map(s -> " and asks to wait " + s + " seconds")
                    .orElse("");
            return new TransferException("The Hub has had too many requests from here" + wait + ". Try again later"
                    + (token.isEmpty() ? ", or with a token in HF_TOKEN." : "."));
        }
        return new TransferException("The server " + response.uri().getHost() + " answered with the status " + status
                + (status >= 500 ? "; try again later." : "."));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
