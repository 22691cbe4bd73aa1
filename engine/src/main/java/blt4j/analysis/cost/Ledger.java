package blt4j.analysis.cost;

import blt4j.compute.Rows;
import blt4j.generation.SessionObserver;
import blt4j.program.Program;
import blt4j.program.Program.Unit;
import blt4j.stage.Cost;
import blt4j.stage.Stage;
import blt4j.stage.StageProgram;
import blt4j.stage.StageRows;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apiguardian.api.API;

/**
 * The ledger of executed work: what each byte, each patch and each stage of a text cost, from the costs of the ops that
 * a session ran. It follows the session as an observer: a row that is run again counts once for the text and twice for
 * what was spent; rows that a truncation voids no longer count for the text. What ran before it listened is not in it.
 *
 * <p>Positions are the session's: 0 is the BOS, {@code i + 1} byte {@code i}. Hearing a run leaves no garbage. Belongs
 * to the session's thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Ledger implements SessionObserver {
    private final Map<String, ProgramLog> logs = new LinkedHashMap<>();

    /**
     * A ledger for a text that is read by these programs, empty so far.
     *
     * @param programs of a model
     */
    public Ledger(List<? extends StageProgram> programs) {
        for (Program program : Program.all(programs)) {
            logs.put(program.name(), new ProgramLog(program));
        }
    }

    @Override
    public void ran(StageProgram program, StageRows rows, long nanoseconds) {
        log(program).ran(Rows.of(rows), nanoseconds);
    }

    @Override
    public void kept(StageProgram program, int rows) {
        log(program).keep(rows);
    }

    private ProgramLog log(StageProgram program) {
        ProgramLog log = logs.get(program.name());
        if (log == null) {
            throw new IllegalArgumentException(
                    "the program " + program.name() + " is none of this ledger's: " + logs.keySet());
        }
        return log;
    }

    /**
     * What a stage did for one position by itself.
     *
     * @param position the BOS being 0
     * @param stage of the pipeline
     * @return floating-point operations of the programs that run once a byte; 0 where they have not read it
     */
    public long byteFlops(int position, Stage stage) {
        return flops(Unit.BYTE, position, stage);
    }

    /**
     * What a stage did for one patch as a whole.
     *
     * @param patch its index, from 0
     * @param stage of the pipeline
     * @return floating-point operations of the programs that run once a patch; 0 where they have not read it
     */
    public long patchFlops(int patch, Stage stage) {
        return flops(Unit.PATCH, patch, stage);
    }

    private long flops(Unit unit, int row, Stage stage) {
        long sum = 0;
        for (ProgramLog log : logs.values()) {
            sum += log.program().unit() == unit && log.program().stage() == stage ? log.flops(row) : 0;
        }
        return sum;
    }

    /**
     * How a stage's work lies over the text: per position its own, and an even share of its patch's, once that is
     * complete. So short patches stand out.
     *
     * @param stage of the pipeline
     * @param from the first position
     * @param to one past the last
     * @return floating-point operations per position
     */
    public double[] flopsPerPosition(Stage stage, int from, int to) {
        double[] flops = new double[to - from];
        for (ProgramLog log : logs.values()) {
            if (log.program().stage() == stage) {
                log.addPerPosition(from, to, flops);
            }
        }
        return flops;
    }

    /**
     * {@return a stage's work on the beginning of the text: what {@link #flopsPerPosition} adds up to there, without
     * an array}
     *
     * @param stage of the pipeline
     * @param position the first position that does not count
     */
    public double flopsBefore(Stage stage, int position) {
        return logs.values().stream()
                .filter(log -> log.program().stage() == stage)
                .mapToDouble(log -> log.flopsBefore(position))
                .sum();
    }

    /** {@return what the text as it stands cost, each row once, each program's weights read once} */
    public WorkTotals text() {
        return totals(ProgramLog::held);
    }

    /**
     * {@return what was spent on the text so far, what was done again or for nothing included, weights read in every
     * run}
     */
    public WorkTotals spent() {
        return totals(ProgramLog::spent);
    }

    /**
     * {@return how long a stage took so far, in nanoseconds}
     *
     * @param stage of the pipeline
     */
    public long nanoseconds(Stage stage) {
        return logs.values().stream()
                .filter(log -> log.program().stage() == stage)
                .mapToLong(ProgramLog::nanoseconds)
                .sum();
    }

    private WorkTotals totals(Function<ProgramLog, Cost> cost) {
        EnumMap<Stage, Cost> byStage = new EnumMap<>(Stage.class);
        for (ProgramLog log : logs.values()) {
            byStage.merge(log.program().stage(), cost.apply(log), Cost::plus);
        }
        return new WorkTotals(rows(Unit.BYTE), rows(Unit.PATCH), byStage);
    }

    private int rows(Unit unit) {
        return logs.values().stream()
                .filter(log -> log.program().unit() == unit)
                .mapToInt(ProgramLog::rows)
                .max()
                .orElse(0);
    }
}
