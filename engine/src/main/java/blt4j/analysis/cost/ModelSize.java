package blt4j.analysis.cost;

import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Weight;
import blt4j.stage.Stage;
import blt4j.stage.StageProgram;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apiguardian.api.API;

/**
 * How large a model is and what a byte costs it at a stated context.
 *
 * @param bytesPerPatch the mean patch size that the costs hold for
 * @param context the context that they hold for, in bytes
 * @param parameters per stage, embedding tables included
 * @param hashParameters those of the hash n-gram tables together, of which a byte touches a few rows
 * @param tableParameters those of all embedding tables together, the hash tables among them
 * @param cost per byte, by {@link CostAtContext}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ModelSize(
        double bytesPerPatch,
        int context,
        Map<Stage, Long> parameters,
        long hashParameters,
        long tableParameters,
        CostPerByte cost) {
    /** Copies the map. */
    public ModelSize {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reckons a model's size from its programs; nothing is run.
     *
     * @param programs a model's
     * @param bytesPerPatch the mean patch size, at least 1
     * @param context the context that costs are stated for, in bytes, at least 1
     * @return its size
     */
    public static ModelSize of(List<? extends StageProgram> programs, double bytesPerPatch, int context) {
        EnumMap<Stage, Long> parameters = new EnumMap<>(Stage.class);
        for (StageProgram program : programs) {
            parameters.merge(program.stage(), program.parameters(), Long::sum);
        }
        return new ModelSize(
                bytesPerPatch,
                context,
                parameters,
                count(programs, op -> op instanceof Op.HashEmbedding),
                count(programs, op -> op instanceof Op.Embedding || op instanceof Op.HashEmbedding),
                CostAtContext.of(programs, context).perByte(bytesPerPatch));
    }

    private static long count(List<? extends StageProgram> programs, Predicate<Op> which) {
        return Program.all(programs).stream()
                .flatMap(program -> program.ops().stream())
                .filter(which)
                .flatMap(op -> op.weights().stream())
                .distinct()
                .mapToLong(Weight::count)
                .sum();
    }

    /**
     * {@return the parameters of a stage; 0 for one that the model has not}
     *
     * @param stage of the pipeline
     */
    public long parameters(Stage stage) {
        return parameters.getOrDefault(stage, 0L);
    }

    /**
     * {@return forward FLOPs per byte of a stage; 0 for one that the model has not}
     *
     * @param stage of the pipeline
     */
    public double flopsPerByte(Stage stage) {
        return cost.flops(stage);
    }

    /** {@return the parameters of all stages} */
    public long totalParameters() {
        return parameters.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@return the parameters of all stages but those of the hash n-gram tables} */
    public long parametersWithoutHashTables() {
        return totalParameters() - hashParameters;
    }

    /** {@return forward FLOPs per byte of all stages} */
    public double totalFlopsPerByte() {
        return cost.total();
    }

    /** {@return the stages that the model has, in the order of the pipeline} */
    public List<Stage> stages() {
        return parameters.keySet().stream().sorted().toList();
    }
}
