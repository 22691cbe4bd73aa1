package blt4j.samples;

import blt4j.generation.GenerationLimits;
import blt4j.model.BundledModels;
import blt4j.text.Continuation;
import blt4j.text.TextModel;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * A server that writes on what is posted to it, byte by byte as it comes, with the JDK's own HTTP server:
 * {@code curl -N --data 'Once upon a time, ' http://localhost:8080/complete}.
 */
public final class CompletionServer implements AutoCloseable {
    private static final int LONGEST_PROMPT = 1 << 14;
    private static final int BYTES = 200;

    private final TextModel model;
    private final HttpServer server;

    /** Listens on a port of this machine; 0 for any that is free. */
    CompletionServer(Path folder, int port) throws IOException {
        this.model = TextModel.open(folder);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/complete", this::complete); // one at a time: the model has all cores
        server.start();
    }

    /** Serves on port 8080, or on the one that is named. */
    public static void main(String[] args) throws IOException {
        var server =
                new CompletionServer(BundledModels.defaultModel(), args.length > 0 ? Integer.parseInt(args[0]) : 8080);
        System.out.println("listening on port " + server.port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void complete(HttpExchange exchange) throws IOException {
        byte[] prompt = exchange.getRequestBody().readNBytes(LONGEST_PROMPT + 1);
        if (!exchange.getRequestMethod().equals("POST") || prompt.length > LONGEST_PROMPT) {
            exchange.sendResponseHeaders(prompt.length > LONGEST_PROMPT ? 413 : 405, -1);
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody();
                Continuation written = model.write(prompt, GenerationLimits.bytes(BYTES), TextModel.SAMPLING)) {
            while (written.hasNext()) {
                out.write(written.next().bytes());
                out.flush(); // fails where whoever asked has gone, which ends the writing
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        model.close();
    }
}
