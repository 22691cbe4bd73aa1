package blt4j.cli.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server on loopback that answers as the Hugging Face Hub does: metadata with sizes and digests, small files at once,
 * large ones by a redirect to another server, ranges, ETags, and refusals with their codes. A second server on another
 * port is the one that large files come from; it must not see the token.
 */
final class HubServer implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** Something that a file's bytes come from, so that a large one need not be kept. */
    interface Content {
        long size();

        void write(OutputStream out, long from, long to) throws IOException;

        static Content of(byte[] bytes) {
            return new Content() {
                @Override
                public long size() {
                    return bytes.length;
                }

                @Override
                public void write(OutputStream out, long from, long to) throws IOException {
                    out.write(bytes, (int) from, (int) (to - from));
                }
            };
        }

        /** So many bytes, each block of a mebibyte another than the one before. */
        static Content generated(long size) {
            return new Content() {
                @Override
                public long size() {
                    return size;
                }

                @Override
                public void write(OutputStream out, long from, long to) throws IOException {
                    byte[] block = new byte[1 << 20];
                    for (long at = from; at < to; ) {
                        java.util.Arrays.fill(block, (byte) (at >> 20));
                        int n = (int) Math.min(to - at, (1 << 20) - (at & ((1 << 20) - 1)));
                        out.write(block, 0, n);
                        at += n;
                    }
                }
            };
        }

        default String digest(String algorithm, String header) throws IOException {
            MessageDigest digest;
            try {
                digest = MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new IOException(e);
            }
            digest.update(header.getBytes(StandardCharsets.US_ASCII));
            write(
                    new OutputStream() {
                        @Override
                        public void write(int b) {
                            digest.update((byte) b);
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int length) {
                            digest.update(bytes, offset, length);
                        }
                    },
                    0,
                    size());
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private record Stored(Content content, boolean large, String digest) {}

    private final HttpServer hub;
    private final HttpServer storage;
    private final Map<String, Stored> files = new LinkedHashMap<>();

    /** What was asked for, and how much was given. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    final List<String> tokensAtStorage = new CopyOnWriteArrayList<>();
    final AtomicLong sent = new AtomicLong();

    /** How often the connection is cut after some bytes, and after how many. */
    final AtomicInteger cuts = new AtomicInteger();

    volatile long cutAfter = 1 << 20;

    /** After how many cuts nothing more is given at all; below 0 for never. */
    volatile boolean storageDead;

    volatile String token = "";
    volatile String gated = "false";
    final AtomicInteger refusals = new AtomicInteger();
    volatile int refusalStatus;
    volatile String retryAfter = "0";

    HubServer() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        storage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", this::answer);
        storage.createContext("/", this::give);
        for (HttpServer server : List.of(hub, storage)) {
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    HubServer with(String path, Content content, boolean large) throws IOException {
        return with(
                path,
                content,
                large,
                large ? content.digest("SHA-256", "") : content.digest("SHA-1", "blob " + content.size() + "\0"));
    }

    HubServer with(String path, Content content, boolean large, String digest) {
        files.put(path, new Stored(content, large, digest));
        return this;
    }

    HubServer with(String path, String content) throws IOException {
        return with(path, Content.of(content.getBytes(StandardCharsets.UTF_8)), false);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(path);
            if (refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                exchange.getResponseHeaders().add("Retry-After", retryAfter);
                exchange.sendResponseHeaders(refusalStatus, -1);
            } else if (!token.isEmpty()
                    && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                boolean anonymous = exchange.getRequestHeaders().getFirst("Authorization") == null;
                refuse(exchange, anonymous ? 401 : 403, gated.equals("false") ? "RepoNotFound" : "GatedRepo");
            } else if (path.equals("/api/models/someone/tiny/revision/main")) {
                metadata(exchange);
            } else if (path.startsWith("/api/models/someone/tiny/")) {
                refuse(exchange, 404, "RevisionNotFound");
            } else if (path.startsWith("/someone/tiny/resolve/" + COMMIT + "/")) {
                resolve(exchange, path.substring(("/someone/tiny/resolve/" + COMMIT + "/").length()));
            } else {
                refuse(exchange, 404, "RepoNotFound");
            }
        }
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getResponseHeaders().add("X-Error-Code", code);
        exchange.sendResponseHeaders(status, -1);
    }

    private void metadata(HttpExchange exchange) throws IOException {
        StringBuilder json = new StringBuilder("{\"id\":\"someone/tiny\",\"sha\":\"" + COMMIT + "\",\"gated\":" + gated
                + ",\"cardData\":{\"license\":\"other\",\"license_name\":\"fair-research\"},\"siblings\":[");
        String comma = "";
        for (Map.Entry<String, Stored> file : files.entrySet()) {
            long size = file.getValue().content().size();
            json.append(comma)
                    .append("{\"rfilename\":\"")
                    .append(file.getKey())
                    .append("\",\"size\":")
                    .append(size)
                    .append(",\"blobId\":\"")
                    .append(
                            file.getValue().large()
                                    ? "ab".repeat(20)
                                    : file.getValue().digest())
                    .append('"');
            if (file.getValue().large()) {
                json.append(",\"lfs\":{\"sha256\":\"" + file.getValue().digest() + "\",\"size\":" + size + "}");
            }
            json.append('}');
            comma = ",";
        }
        byte[] body = json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void resolve(HttpExchange exchange, String path) throws IOException {
        Stored file = files.get(path);
        if (file == null) {
            refuse(exchange, 404, "EntryNotFound");
            return;
        }
        exchange.getResponseHeaders().add("X-Repo-Commit", COMMIT);
        exchange.getResponseHeaders().add("ETag", '"' + file.digest() + '"');
        if (file.large()) {
            exchange.getResponseHeaders().add("X-Linked-Etag", '"' + file.digest() + '"');
            exchange.getResponseHeaders()
                    .add("X-Linked-Size", "" + file.content().size());
            exchange.getResponseHeaders()
                    .add(
                            "Location",
                            "http://127.0.0.1:" + storage.getAddress().getPort() + "/blobs/" + path + "?signed=yes");
            exchange.sendResponseHeaders(302, -1);
        } else if (path.equals("README.md") && exchange.getRequestURI().getQuery() == null) {
            // Some small files come from a cache of the Hub's own, by a relative redirect.
            exchange.getResponseHeaders()
                    .add("Location", exchange.getRequestURI().getPath() + "?cache=yes");
            exchange.sendResponseHeaders(307, -1);
        } else {
            send(exchange, file.content());
        }
    }

    private void give(HttpExchange exchange) throws IOException {
        try (exchange) {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (given != null) {
                tokensAtStorage.add(given);
            }
            Stored file = files.get(exchange.getRequestURI().getPath().substring("/blobs/".length()));
            if (file == null || storageDead) {
                exchange.sendResponseHeaders(file == null ? 404 : 503, -1);
            } else {
                send(exchange, file.content());
            }
        }
    }

    private void send(HttpExchange exchange, Content content) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        long from = 0;
        long to = content.size();
        if (range != null) {
            String[] ends = range.substring("bytes=".length()).split("-", 2);
            from = Long.parseLong(ends[0]);
            to = Math.min(to, Long.parseLong(ends[1]) + 1);
            exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.size());
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, to - from == 0 ? -1 : to - from);
        boolean cut = to - from > cutAfter && cuts.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        long end = cut ? from + cutAfter : to;
        content.write(exchange.getResponseBody(), from, end);
        sent.addAndGet(end - from);
        if (cut) {
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
    }
}
