package blt4j.cli.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Brings a file over several connections at once. A connection that is cut, or falls silent, is made again. */
final class Transfer {
    private static final int BUFFER = 1 << 18;
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** How often in a row a connection may bring nothing. */
    private static final int FRUITLESS_TRIES = 5;

    private final Hub hub;
    private final RemoteModel model;
    private final int connections;
    private final BooleanSupplier goesOn;
    private final LongConsumer arrived;

    /**
     * Prepares.
     *
     * @param connections how many at once
     * @param goesOn whether it is still wanted
     * @param arrived told how many bytes have come, each time some have
     */
    Transfer(Hub hub, RemoteModel model, int connections, BooleanSupplier goesOn, LongConsumer arrived) {
        this.hub = hub;
        this.model = model;
        this.connections = connections;
        this.goesOn = goesOn;
        this.arrived = arrived;
    }

    /**
     * Brings a file, or what is missing of it, and checks it.
     *
     * @throws TransferException if it does not come, or is not what the Hub says it is
     */
    void bring(RemoteFile remote, Path target) throws IOException {
        try (PartialFile partial = PartialFile.open(target, remote)) {
            Queue<Integer> parts = new ConcurrentLinkedQueue<>();
            for (int part = 0; part < partial.parts(); part++) {
                if (partial.next(part) < partial.end(part)) {
                    parts.add(part);
                }
            }
            bringParts(remote, partial, parts);
            String digest = remote.digest(partial.file(), goesOn);
            if (!digest.equals(remote.fingerprint())) {
                partial.discard();
                throw new TransferException("The file " + remote.path() + " did not arrive as it is on the Hub: its "
                        + remote.digestName() + " is " + digest + ", not " + remote.fingerprint()
                        + ". It was removed; try again.");
            }
            partial.finish(target);
        }
    }

    private void bringParts(RemoteFile remote, PartialFile partial, Queue<Integer> parts) throws IOException {
        int workers = Math.min(connections, parts.size());
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("silence").factory())) {
            for (int i = 0; i < workers; i++) {
                running.add(pool.submit(() -> {
                    for (Integer part = parts.poll(); part != null; part = parts.poll()) {
                        bringPart(remote, partial, part, clock);
                    }
                    return null;
                }));
            }
            try {
                for (Future<?> worker : running) {
                    worker.get();
                }
            } catch (ExecutionException e) {
                parts.clear();
                pool.shutdownNow();
                rethrow(e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                pool.shutdownNow();
                Thread.currentThread().interrupt();
                throw new TransferException("interrupted", e);
            } finally {
                clock.shutdownNow();
            }
        }
    }

    private static void rethrow(Throwable cause) throws IOException {
        switch (cause) {
            case IOException io -> throw io;
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            default -> throw new IllegalStateException(cause);
        }
    }

    private void bringPart(RemoteFile remote, PartialFile partial, int part, ScheduledExecutorService clock)
            throws IOException {
        int fruitless = 0;
        while (partial.next(part) < partial.end(part)) {
            long before = partial.next(part);
            try {
                readOn(remote, partial, part, clock);
            } catch (IOException e) {
                requireWanted();
                fruitless = partial.next(part) > before ? 0 : fruitless + 1;
                if (fruitless == FRUITLESS_TRIES) {
                    throw e instanceof TransferException
                            ? e
                            : new TransferException(
                                    "The connection breaks off again and again at " + remote.path()
                                            + "; what has come is kept, and the same command goes on from there.",
                                    e);
                }
                Hub.sleep(Duration.ofMillis(100L << fruitless));
            }
        }
    }

    private void requireWanted() {
        if (!goesOn.getAsBoolean()) {
            throw new CancellationException("interrupted");
        }
    }

    private void readOn(RemoteFile remote, PartialFile partial, int part, ScheduledExecutorService clock)
            throws IOException {
        requireWanted();
        AtomicLong heard = new AtomicLong(System.nanoTime());
        try (InputStream in = hub.range(model, remote, partial.next(part), partial.end(part))) {
            ScheduledFuture<?> watch = clock.scheduleAtFixedRate(
                    () -> {
                        if (System.nanoTime() - heard.get() > SILENCE.toNanos()) {
                            closeQuietly(in);
                        }
                    },
                    5,
                    5,
                    TimeUnit.SECONDS);
            try {
                copy(in, partial, part, heard);
            } finally {
                watch.cancel(false);
            }
        }
    }

    private void copy(InputStream in, PartialFile partial, int part, AtomicLong heard) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (partial.next(part) < partial.end(part)) {
            requireWanted();
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, partial.end(part) - partial.next(part)));
            if (n < 0) {
                throw new IOException("the connection ended too early");
            }
            heard.set(System.nanoTime());
            partial.append(part, buffer, n);
            arrived.accept(n);
        }
    }

    private static void closeQuietly(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // The reader notices.
        }
    }
}
