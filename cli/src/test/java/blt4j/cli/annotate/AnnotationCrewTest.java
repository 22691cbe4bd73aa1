package blt4j.cli.annotate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.analysis.Annotator.Annotation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AnnotationCrewTest {
    private static final int WORKERS = 3;

    private static Piece piece(int number) {
        return new Piece("-", number, 0, new byte[0], new byte[1]);
    }

    private static Annotation annotation(Piece piece) {
        return new Annotation(new float[] {piece.document()}, new int[] {1}, true);
    }

    private static List<AnnotationCrew.Worker> workers(UnaryOperator<Piece> work) {
        List<AnnotationCrew.Worker> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(piece -> annotation(work.apply(piece)));
        }
        return workers;
    }

    private static List<Long> documents(List<AnnotationCrew.Worker> workers, int pieces) throws IOException {
        List<Long> documents = new ArrayList<>();
        try (AnnotationCrew crew = new AnnotationCrew(workers)) {
            for (int i = 0; i < pieces; i++) {
                crew.submit(piece(i), (piece, annotation, nanos) -> {
                    assertEquals((float) piece.document(), annotation.entropies()[0]);
                    documents.add(piece.document());
                });
            }
            crew.finish();
        }
        return documents;
    }

    private static Piece await(CyclicBarrier barrier, Piece piece) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
            return piece;
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("not as many pieces were worked on at once as there are workers", e);
        }
    }

    @Test
    void allWorkersWorkAtOnce() throws IOException {
        // No piece is done before another one is being worked on by each of the other workers.
        CyclicBarrier barrier = new CyclicBarrier(WORKERS);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<Long> documents = documents(
                workers(piece -> {
                    threads.add(Thread.currentThread());
                    return await(barrier, piece);
                }),
                WORKERS * 20);
        assertEquals(WORKERS * 20, documents.size());
        assertEquals(WORKERS, threads.size());
    }

    @Test
    void aWorkerHasOnePieceAtATime() throws IOException {
        List<AnnotationCrew.Worker> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            AtomicInteger inside = new AtomicInteger();
            workers.add(piece -> {
                assertEquals(1, inside.incrementAndGet());
                Thread.onSpinWait();
                inside.decrementAndGet();
                return annotation(piece);
            });
        }
        assertEquals(300, documents(workers, 300).size());
    }

    @Test
    void theOrderIsKeptThoughTheFirstIsDoneLast() throws IOException {
        CountDownLatch othersDone = new CountDownLatch(5);
        List<Long> documents = documents(
                workers(piece -> {
                    try {
                        if (piece.document() == 0) {
                            assertTrue(othersDone.await(30, TimeUnit.SECONDS), "the others waited for the first");
                        }
                        othersDone.countDown();
                        return piece;
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }),
                40);
        for (int i = 0; i < 40; i++) {
            assertEquals(i, documents.get(i));
        }
    }

    @Test
    void fewAreInFlight() throws IOException {
        int most = 0;
        AtomicInteger taken = new AtomicInteger();
        try (AnnotationCrew crew = new AnnotationCrew(workers(UnaryOperator.identity()))) {
            for (int i = 0; i < 500; i++) {
                crew.submit(piece(i), (piece, annotation, nanos) -> taken.incrementAndGet());
                most = Math.max(most, i + 1 - taken.get());
            }
            crew.finish();
        }
        assertEquals(500, taken.get());
        assertTrue(most <= 4 * WORKERS, "in flight: " + most);
    }

    @Test
    void whatAWorkerThrowsComesOut() {
        List<AnnotationCrew.Worker> workers = workers(piece -> {
            if (piece.document() == 3) {
                throw new BltException("The third piece is no good.");
            }
            return piece;
        });
        BltException thrown = assertThrows(BltException.class, () -> documents(workers, 10));
        assertEquals("The third piece is no good.", thrown.getMessage());
    }
}
