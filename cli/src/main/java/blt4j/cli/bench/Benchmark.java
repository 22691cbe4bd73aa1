package blt4j.cli.bench;

import blt4j.analysis.cost.Ledger;
import blt4j.compute.LoadedModel;
import blt4j.compute.MachineLimits;
import blt4j.compute.Rows;
import blt4j.device.Precision;
import blt4j.generation.BatchGenerator;
import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.Generator;
import blt4j.generation.ReadProgress;
import blt4j.generation.SamplingOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionObserver;
import blt4j.generation.SessionOptions;
import blt4j.generation.TextGenerator;
import blt4j.generation.TokenGenerator;
import blt4j.generation.TokenSession;
import blt4j.model.Blt;
import blt4j.model.LanguageModel;
import blt4j.model.TokenModel;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.program.Weight;
import blt4j.stage.Cost;
import blt4j.stage.StageProgram;
import blt4j.stage.StageRows;
import blt4j.tokenizer.Tokenizer;
import blt4j.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Times a model, and says what the machine's limits would allow. */
final class Benchmark {
    private static final int FEWEST_WARM_UPS = 2;
    private static final double WARM_UP_SECONDS = 1.5;
    /** The time limit of one measurement: a slow model is run fewer times than was asked for. */
    private static final double LONGEST_SECONDS = 40;

    private static final int SMALL = 16;
    /** Of several texts: what each begins with and what is written, so that many fit into the memory and into the time. */
    private static final int SHORT_CONTEXT = 64;

    private static final int WRITTEN_TOGETHER = 24;

    private final LanguageModel model;
    private final byte[] text;
    private final int repeat;
    private final int written;
    private final double weightScale;
    private final Consumer<String> announce;
    private final MachineLimits limits;
    private Optional<Double> meanPatchSize = Optional.empty();

    /**
     * Prepares, and measures what the model runs on.
     *
     * @param text what is read
     * @param repeat how many runs a median is of
     * @param written how many bytes a run of generation writes
     * @param precision how weights are held
     * @param announce hears what is being measured
     */
    Benchmark(
            LanguageModel model, byte[] text, int repeat, int written, Precision precision, Consumer<String> announce) {
        this.model = model;
        this.text = text.clone();
        this.repeat = repeat;
        this.written = written;
        this.announce = announce;
        this.weightScale = weightScale(Program.all(model.allPrograms()), precision);
        announce.accept("measuring what it runs on …");
        this.limits = LoadedModel.of(model.backend()).backend().measureLimits();
    }

    /**
     * A rate.
     *
     * @param name of what
     * @param bytesPerSecond the median
     * @param limit what the machine's limits would allow
     */
    record Measured(String name, double bytesPerSecond, double limit) {
        /** How much of the limit was reached. */
        double fraction() {
            return bytesPerSecond / limit;
        }
    }

    /** What the processor or device that the model runs on can do. */
    MachineLimits limits() {
        return limits;
    }

    /** The mean size of the patches that were read, once that is known. */
    Optional<Double> meanPatchSize() {
        return meanPatchSize;
    }

    /** How long the first entropy of a new session takes. */
    double firstEntropySeconds() {
        long began = System.nanoTime();
        switch (model) {
            case Blt blt -> {
                try (Session session =
                        Session.open(blt, SessionOptions.ofCapacity(SMALL).withoutDistributions())) {
                    session.append(text[0]);
                    session.entropyOf(1);
                }
            }
            case TokenModel tokens -> {
                try (TokenSession session = TokenSession.open(tokens, SMALL)) {
                    session.read(first(1), ReadProgress.NONE);
                    session.nextEntropy();
                }
            }
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /** Reading so many bytes, up to the next byte's distribution at every place. */
    Measured forward(int bytes) {
        return switch (model) {
            case Blt blt -> forward(blt, bytes);
            case TokenModel tokens -> forward(tokens, bytes);
        };
    }

    private Measured forward(Blt blt, int bytes) {
        try (Session session = Session.open(blt, SessionOptions.ofCapacity(bytes))) {
            byte[] read = first(bytes);
            Measured measured = measure("forward_" + bytes, bytes, watch(session), () -> {
                session.truncate(0);
                session.append(read);
                session.predict(ReadProgress.NONE);
            });
            meanPatchSize = Optional.of(session.patches().bytesPerPatch());
            return measured;
        }
    }

    /** Tokens are cut beforehand: what is measured is the model. */
    private Measured forward(TokenModel tokens, int bytes) {
        Tokenizer tokenizer = tokens.tokenizer();
        Tokens cut = tokenizer.encode(tokenizer.normalised(first(bytes)));
        try (TokenSession session = TokenSession.open(tokens, bytes)) {
            Measured measured = measure("forward_" + bytes, bytes, watch(session), () -> {
                session.truncate(0);
                session.read(cut, ReadProgress.NONE);
            });
            meanPatchSize = Optional.of((double) cut.bytes() / cut.count());
            return measured;
        }
    }

    /** Reading so many bytes with the entropy model alone. */
    Measured entropies(Blt blt, int bytes) {
        SessionOptions options =
                SessionOptions.ofCapacity(bytes).withoutDistributions().withEntropyModelAlone();
        try (Session session = Session.open(blt, options)) {
            byte[] read = first(bytes);
            return measure("entropy_" + bytes, bytes, watch(session), () -> {
                session.truncate(0);
                session.append(read);
                session.entropyOf(bytes);
            });
        }
    }

    /** So many bytes of the text, which is repeated if it is shorter. */
    private byte[] first(int bytes) {
        byte[] first = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            first[i] = text[i % text.length];
        }
        return first;
    }

    /** Writing on from a text of so many bytes. */
    Measured generate(int context) {
        return switch (model) {
            case Blt blt -> generate(blt, context);
            case TokenModel tokens -> generate(tokens, context);
        };
    }

    private Measured generate(TokenModel tokens, int context) {
        Tokenizer tokenizer = tokens.tokenizer();
        Tokens cut = tokenizer.encode(tokenizer.normalised(first(context)));
        try (TokenSession session = TokenSession.open(tokens, context + written)) {
            session.read(cut, ReadProgress.NONE);
            TokenGenerator generator =
                    new TokenGenerator(session, SamplingOptions.GREEDY.withEveryId(false), GenerationListener.NONE);
            GenerationLimits end = new GenerationLimits(written, List.of(), false);
            return measure("generate_from_" + context, written, watch(session), () -> {
                session.truncate(cut.count());
                generator.run(end);
            });
        }
    }

    private Measured generate(Blt blt, int context) {
        SessionOptions options = SessionOptions.ofCapacity(context + written).withoutDistributions();
        try (Session session = Session.open(blt, options)) {
            session.append(first(context));
            session.predict(ReadProgress.NONE);
            Generator generator =
                    new Generator(session, SamplingOptions.GREEDY.withEveryId(false), GenerationListener.NONE);
            GenerationLimits end = new GenerationLimits(written, List.of(), false);
            return measure("generate_from_" + context, written, watch(session), () -> {
                session.truncate(context);
                generator.run(end);
            });
        }
    }

    /** Writing so many texts at once, each on from the same short one with a seed of its own: bytes of all of them. */
    Measured generateTogether(int texts) {
        return switch (model) {
            case Blt blt -> generateTogether(blt, texts);
            case TokenModel tokens -> generateTogether(tokens, texts);
        };
    }

    /** Whether so many texts fit into the memory. */
    boolean fits(int texts) {
        int capacity = SHORT_CONTEXT + WRITTEN_TOGETHER;
        long each = switch (model) {
            case Blt blt -> Session.memoryBytes(blt, SessionOptions.ofCapacity(capacity));
            case TokenModel tokens -> TokenSession.memoryBytes(tokens, capacity);
        };
        return texts * each < Runtime.getRuntime().maxMemory() / 2;
    }

    private Measured generateTogether(Blt blt, int texts) {
        SessionOptions options =
                SessionOptions.ofCapacity(SHORT_CONTEXT + WRITTEN_TOGETHER).withoutDistributions();
        Session.reserve(blt, options, texts);
        List<Session> sessions = new ArrayList<>();
        try {
            sessions.add(Session.open(blt, options));
            sessions.getFirst().append(first(SHORT_CONTEXT));
            sessions.getFirst().predict(ReadProgress.NONE);
            while (sessions.size() < texts) {
                sessions.add(sessions.getFirst().fork());
            }
            List<Watched> watched = sessions.stream().map(Benchmark::watch).toList();
            return measureTogether(
                    texts,
                    watched,
                    () -> sessions.forEach(s -> s.truncate(SHORT_CONTEXT)),
                    i -> new Generator(sessions.get(i), sampling(i), GenerationListener.NONE));
        } finally {
            sessions.forEach(Session::close);
        }
    }

    private Measured generateTogether(TokenModel tokens, int texts) {
        Tokenizer tokenizer = tokens.tokenizer();
        Tokens cut = tokenizer.encode(tokenizer.normalised(first(SHORT_CONTEXT)));
        TokenSession.reserve(tokens, SHORT_CONTEXT + WRITTEN_TOGETHER, texts);
        List<TokenSession> sessions = new ArrayList<>();
        try {
            sessions.add(TokenSession.open(tokens, SHORT_CONTEXT + WRITTEN_TOGETHER));
            sessions.getFirst().read(cut, ReadProgress.NONE);
            while (sessions.size() < texts) {
                sessions.add(sessions.getFirst().fork());
            }
            List<Watched> watched = sessions.stream().map(Benchmark::watch).toList();
            return measureTogether(
                    texts,
                    watched,
                    () -> sessions.forEach(s -> s.truncate(cut.count())),
                    i -> new TokenGenerator(sessions.get(i), sampling(i), GenerationListener.NONE));
        } finally {
            sessions.forEach(TokenSession::close);
        }
    }

    /** Texts that differ, so that their patches end at different bytes. */
    private static SamplingOptions sampling(int text) {
        return SamplingOptions.PLAIN.withSeed(text + 1L);
    }

    private Measured measureTogether(
            int texts, List<Watched> sessions, Runnable rewind, IntFunction<TextGenerator> generator) {
        GenerationLimits end = new GenerationLimits(WRITTEN_TOGETHER, List.of(), false);
        return measure(
                "generate_" + texts + (texts == 1 ? "_text" : "_texts"), texts * WRITTEN_TOGETHER, sessions, () -> {
                    rewind.run();
                    List<TextGenerator> generators =
                            IntStream.range(0, texts).mapToObj(generator).toList();
                    if (texts == 1) {
                        generators.getFirst().run(end);
                    } else {
                        new BatchGenerator(generators).run(end);
                    }
                });
    }

    /** Adds an observer to a session, or removes it. */
    private record Watched(Consumer<SessionObserver> observe, Consumer<SessionObserver> ignore) {}

    private static Watched watch(Session session) {
        return new Watched(session::observe, session::ignore);
    }

    private static Watched watch(TokenSession session) {
        return new Watched(session::observe, session::ignore);
    }

    private Measured measure(String name, int bytes, Watched session, Runnable run) {
        return measure(name, bytes, List.of(session), run);
    }

    private Measured measure(String name, int bytes, List<Watched> sessions, Runnable run) {
        announce.accept(name.replace('_', ' ') + " …");
        model.backend().warmUp();
        long began = System.nanoTime();
        for (int i = 0; i < FEWEST_WARM_UPS || secondsSince(began) < WARM_UP_SECONDS; i++) {
            run.run();
        }
        double[] seconds = new double[repeat];
        int runs = 0;
        while (runs < repeat && (runs == 0 || secondsSince(began) < LONGEST_SECONDS)) {
            announce.accept("%s … %d of %d".formatted(name.replace('_', ' '), runs + 1, repeat));
            long start = System.nanoTime();
            run.run();
            seconds[runs++] = secondsSince(start);
        }
        Arrays.sort(seconds, 0, runs);
        return new Measured(name, bytes / seconds[runs / 2], bytes / limitSeconds(sessions, run));
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    /**
     * How long a run would take if memory and arithmetic alone counted. Of several sessions the weights are read at least as
     * often as the one that asks for most of them.
     */
    private double limitSeconds(List<Watched> sessions, Runnable run) {
        LongAdder cached = new LongAdder();
        List<Ledger> ledgers = new ArrayList<>();
        List<Runnable> ends = new ArrayList<>();
        for (Watched session : sessions) {
            Ledger ledger = new Ledger(model.allPrograms());
            ledgers.add(ledger);
            SessionObserver observer = observer(ledger, cached);
            session.observe().accept(observer);
            ends.add(() -> session.ignore().accept(observer));
        }
        run.run();
        ends.forEach(Runnable::run);
        List<Cost> costs = ledgers.stream().map(ledger -> ledger.spent().cost()).toList();
        long weights = costs.stream().mapToLong(Cost::weightBytes).max().orElse(0);
        long flops = costs.stream().mapToLong(Cost::flops).sum();
        double reading = (weights * weightScale + cached.sum()) / limits.readBytesPerSecond();
        return Math.max(reading, flops / limits.flopsPerSecond());
    }

    private static SessionObserver observer(Ledger ledger, LongAdder cached) {
        return new SessionObserver() {
            @Override
            public void ran(StageProgram program, StageRows rows, long nanoseconds) {
                ledger.ran(program, rows, nanoseconds);
                cached.add(rows.count() == 1 ? cachedBytes(Program.of(program), Rows.of(rows)) : 0);
            }

            @Override
            public void kept(StageProgram program, int rows) {
                ledger.kept(program, rows);
            }
        };
    }

    /** The keys and values that a single row's attention has to read. Of many rows they stay near the processor. */
    private static long cachedBytes(Program program, Rows rows) {
        long bytes = 0;
        for (Op op : program.ops()) {
            if (op instanceof Op.Attention a) {
                int visible = rows.start() - rows.of(RowInput.FIRST_VISIBLE)[0] + 1;
                int read = a.window() == 0 ? visible : Math.min(visible, a.window());
                bytes += (long) Float.BYTES
                        * read
                        * (a.keys().width() + a.values().width());
            }
        }
        return bytes;
    }

    /** The ledger counts weights as the checkpoint stores them; they may be held otherwise. */
    private static double weightScale(List<Program> programs, Precision precision) {
        long numbers = 0;
        long stored = 0;
        for (Program program : programs) {
            for (Weight weight : program.weights()) {
                numbers += weight.count();
                stored += weight.bytes();
            }
        }
        double each = (double) stored / numbers;
        return switch (precision) {
            case STORED -> 1;
            case F32 -> 4 / each;
            case BF16 -> 2 / each;
            case Q8 -> 1 / each;
        };
    }
}
