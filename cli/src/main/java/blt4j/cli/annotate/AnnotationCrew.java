package blt4j.cli.annotate;

import blt4j.analysis.Annotator.Annotation;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Annotates pieces on several workers at once and hands the annotations over in the order of the pieces, with so few
 * in flight that memory is bounded. Belongs to one thread.
 */
final class AnnotationCrew implements AutoCloseable {
    /** Pieces in flight for each worker: enough that none waits for a slow neighbour. */
    private static final int AHEAD = 4;

    private final BlockingQueue<Worker> idle;
    private final ExecutorService threads;
    private final int limit;
    private final Deque<InFlight> inFlight = new ArrayDeque<>();

    /** Annotates a piece at a time. */
    interface Worker {
        Annotation annotate(Piece piece);

        /** Comes before each piece, and is no part of what that takes. */
        default void prepare() {}
    }

    /** Takes what is done and what it took, in order, on the thread that the crew belongs to. */
    interface Receiver {
        void receive(Piece piece, Annotation annotation, long nanos) throws IOException;
    }

    private record Timed(Annotation annotation, long nanos) {}

    private record InFlight(Piece piece, Future<Timed> annotation, Receiver receiver) {}

    AnnotationCrew(List<? extends Worker> workers) {
        this.idle = new ArrayBlockingQueue<>(workers.size(), false, workers);
        this.threads = Executors.newFixedThreadPool(workers.size());
        this.limit = workers.size() * AHEAD;
    }

    /** Hands a piece to the crew, and says who takes what is said of it; waits for the oldest one where too many are in flight. */
    void submit(Piece piece, Receiver receiver) throws IOException {
        if (inFlight.size() == limit) {
            receive(inFlight.remove());
        }
        inFlight.add(new InFlight(piece, threads.submit(() -> annotate(piece)), receiver));
    }

    /** Waits for all that is in flight. */
    void finish() throws IOException {
        while (!inFlight.isEmpty()) {
            receive(inFlight.remove());
        }
    }

    private Timed annotate(Piece piece) throws InterruptedException {
        Worker worker = idle.take();
        try {
            worker.prepare();
            long began = System.nanoTime();
            Annotation annotation = worker.annotate(piece);
            return new Timed(annotation, System.nanoTime() - began);
        } finally {
            idle.add(worker);
        }
    }

    private void receive(InFlight done) throws IOException {
        try {
            Timed timed = done.annotation().get();
            done.receiver().receive(done.piece(), timed.annotation(), timed.nanos());
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause; // memory that does not suffice, a page that is not there any more
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    /** Ends what is in flight, and waits for that. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
