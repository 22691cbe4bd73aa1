package blt4j.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.cost.Ledger;
import blt4j.compute.Rows;
import blt4j.compute.cpu.CpuBackend;
import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.patching.PatcherConfig;
import blt4j.program.Extent;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.stage.Cost;
import blt4j.stage.StageProgram;
import blt4j.stage.StageRows;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every text and whatever is done to a session, on tiny models. */
class SessionPropertiesTest {
    private static final String SEED = "20250807";
    private static final int CAPACITY = 300;
    private static final float ROUNDING = 1e-3f;

    /** One model whose caches grow, and one whose windows make them rings. */
    private static Blt open(int which) {
        return which == 0 ? TestModels.open("hf-tiny") : TestModels.openWindowed("meta-tiny", 24);
    }

    @Provide
    Arbitrary<byte[]> texts() {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(CAPACITY);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Numbers(float[] entropies, int[] patchLengths, float[][] logits) {
        static Numbers of(Session session) {
            float[][] logits = new float[session.length() + 1][Vocabulary.SIZE];
            for (int i = 0; i < logits.length; i++) {
                session.nextByteLogits(i, logits[i]);
            }
            return new Numbers(session.entropies(), session.patches().lengths(), logits);
        }

        void requireNear(Numbers other, float tolerance) {
            assertArrayEquals(entropies, other.entropies, tolerance);
            assertArrayEquals(patchLengths, other.patchLengths);
            for (int i = 0; i < logits.length; i++) {
                assertArrayEquals(logits[i], other.logits[i], tolerance, "logits after byte " + i);
            }
        }
    }

    private static Numbers read(Blt blt, PatcherConfig patching, byte[] text) {
        try (Session session =
                Session.open(blt, SessionOptions.ofCapacity(CAPACITY).withPatching(patching))) {
            session.append(text);
            return Numbers.of(session);
        }
    }

    private static PatcherConfig patching(Blt blt, Random random) {
        OptionalInt limit = random.nextInt(3) == 0 ? OptionalInt.of(1 + random.nextInt(9)) : OptionalInt.empty();
        PatcherConfig.Mode mode = switch (random.nextInt(5)) {
            case 0 -> new PatcherConfig.Static(1 + random.nextInt(7), true);
            case 1 -> new PatcherConfig.Space();
            case 2 -> new PatcherConfig.Threshold(5.4 + 0.2 * random.nextDouble());
            case 3 -> new PatcherConfig.EveryByte();
            default -> blt.config().patching().mode();
        };
        return new PatcherConfig(mode, limit, random.nextInt(4) == 0);
    }

    /** Appended to, cut, forked and cut up otherwise in any order, a session is as one that read the text afresh. */
    @Property(tries = 60, seed = SEED)
    void whateverWasDoneASessionEqualsAFreshOne(@ForAll long seed) {
        Random random = new Random(seed);
        try (Blt blt = open(random.nextInt(2))) {
            Session session = Session.open(blt, SessionOptions.ofCapacity(CAPACITY));
            for (int step = 0; step < 12; step++) {
                switch (random.nextInt(6)) {
                    case 0 -> session.truncate(random.nextInt(session.length() + 1));
                    case 1 -> session.repatch(patching(blt, random));
                    case 2 -> {
                        Session fork = session.fork();
                        session.close();
                        session = fork;
                    }
                    case 3 -> session.predict(ReadProgress.NONE);
                    default -> {
                        byte[] more = new byte[random.nextInt(1 + Math.min(50, CAPACITY - session.length()))];
                        random.nextBytes(more);
                        session.append(more);
                    }
                }
            }
            read(blt, session.patching(), session.bytes()).requireNear(Numbers.of(session), ROUNDING);
            session.close();
        }
    }

    /** Any bytes are a text: they come out as they went in, each with a finite entropy. */
    @Property(tries = 60, seed = SEED)
    void anyBytesOfAnyLengthAreRead(@ForAll("texts") byte[] text) {
        for (int which = 0; which < 2; which++) {
            try (Blt blt = open(which);
                    Session session = Session.open(blt, SessionOptions.ofCapacity(text.length))) {
                session.append(text);
                assertArrayEquals(text, session.bytes());
                assertEquals(text.length + 1, session.entropies().length);
                for (float entropy : session.entropies()) {
                    assertTrue(entropy >= 0 && entropy <= Math.log(Vocabulary.SIZE) + 1e-3, () -> "entropy " + entropy);
                }
                assertEquals(
                        text.length + 1,
                        Arrays.stream(session.patches().lengths()).sum());
            }
        }
    }

    /** Read at once, byte by byte or in pieces, by more threads, or without vectors: the same but for rounding. */
    @Property(tries = 12, seed = SEED)
    void chunksThreadsAndVectorsChangeRoundingAlone(@ForAll("texts") byte[] text, @ForAll long seed) {
        Random random = new Random(seed);
        PatcherConfig patching = new PatcherConfig(new PatcherConfig.Space());
        Numbers wanted;
        try (Blt blt = open(0);
                Session session =
                        Session.open(blt, SessionOptions.ofCapacity(CAPACITY).withPatching(patching))) {
            wanted = read(blt, patching, text);
            for (int at = 0; at < text.length; ) {
                int n = Math.min(text.length - at, random.nextBoolean() ? 1 : 1 + random.nextInt(80));
                session.append(Arrays.copyOfRange(text, at, at + n));
                at += n;
                if (random.nextInt(5) == 0) {
                    session.predict(ReadProgress.NONE);
                }
            }
            wanted.requireNear(Numbers.of(session), ROUNDING);
        }
        String usual = System.getProperty(CpuBackend.KERNELS, "auto");
        System.setProperty(CpuBackend.KERNELS, random.nextBoolean() ? "plain" : usual);
        int threads = 1 + random.nextInt(3);
        try (Blt other = Blt.open(
                TestModels.folder("hf-tiny"), BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", threads)))) {
            wanted.requireNear(read(other, patching, text), ROUNDING);
        } finally {
            System.setProperty(CpuBackend.KERNELS, usual);
        }
    }

    /** What the ledger says was spent is what the ops of all runs cost, added up one by one. */
    @Property(tries = 40, seed = SEED)
    void theLedgerEqualsTheOpsExecuted(@ForAll("texts") byte[] text, @ForAll long seed) {
        Random random = new Random(seed);
        for (int which = 0; which < 2; which++) {
            try (Blt blt = open(which);
                    Session session = Session.open(blt, SessionOptions.ofCapacity(CAPACITY))) {
                Ledger ledger = new Ledger(blt.programs().all());
                OpByOp ops = new OpByOp();
                session.observe(ledger);
                session.observe(ops);
                session.append(Arrays.copyOf(text, text.length / 2));
                session.predict(ReadProgress.NONE);
                session.repatch(patching(blt, random));
                session.append(Arrays.copyOfRange(text, text.length / 2, text.length));
                session.predict(ReadProgress.NONE);
                assertEquals(ops.flops, ledger.spent().flops());
            }
        }
    }

    private static final class OpByOp implements SessionObserver {
        private long flops;

        @Override
        public void ran(StageProgram ran, StageRows told, long nanoseconds) {
            Program program = Program.of(ran);
            Rows rows = Rows.of(told);
            boolean patches = program.unit() == Program.Unit.PATCH;
            for (int i = 0; i < rows.count(); i++) {
                int visible = rows.start() + i - rows.of(RowInput.FIRST_VISIBLE)[i] + 1;
                int bytes = patches ? rows.of(RowInput.PATCH_END)[i] - rows.of(RowInput.PATCH_BEGIN)[i] : 0;
                Extent extent = Extent.row(visible, program.window(), bytes);
                flops += program.ops().stream()
                        .map(op -> op.cost(extent))
                        .mapToLong(Cost::flops)
                        .sum();
            }
        }

        @Override
        public void kept(StageProgram program, int rows) {}
    }
}
