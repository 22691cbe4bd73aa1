package blt4j.analysis.cost;

import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Program.Unit;
import blt4j.program.Stage;
import blt4j.program.Weight;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How large a model is and what it costs in steady running.
 *
 * @param bytesPerPatch the mean patch size that the costs hold for
 * @param context how many bytes are in view, as far as windows let them
 * @param parameters per stage, embedding tables included
 * @param tableParameters those of all embedding tables together, of which a byte touches a few rows
 * @param flopsPerByte per stage, forward
 */
public record ModelSize(
        double bytesPerPatch,
        int context,
        Map<Stage, Long> parameters,
        long tableParameters,
        Map<Stage, Double> flopsPerByte) {
    /** Copies the maps. */
    public ModelSize {
        parameters = Map.copyOf(parameters);
        flopsPerByte = Map.copyOf(flopsPerByte);
    }

    /**
     * Reckons a model's size from its programs; nothing is run.
     *
     * @param programs a model's
     * @param bytesPerPatch the mean patch size, at least 1
     * @param context how many bytes the newest one has before it, itself included, at least 1
     */
    public static ModelSize of(List<Program> programs, double bytesPerPatch, int context) {
        EnumMap<Stage, Long> parameters = new EnumMap<>(Stage.class);
        EnumMap<Stage, Double> flops = new EnumMap<>(Stage.class);
        for (Program program : programs) {
            parameters.merge(program.stage(), program.parameters(), Long::sum);
            flops.merge(program.stage(), flopsPerByte(program, bytesPerPatch, context), Double::sum);
        }
        long tables = programs.stream()
                .flatMap(program -> program.ops().stream())
                .filter(op -> op instanceof Op.Embedding || op instanceof Op.HashEmbedding)
                .flatMap(op -> op.weights().stream())
                .distinct()
                .mapToLong(Weight::count)
                .sum();
        return new ModelSize(bytesPerPatch, context, parameters, tables, flops);
    }

    private static double flopsPerByte(Program program, double bytesPerPatch, int context) {
        AffineCost cost = AffineCost.of(program);
        boolean patches = program.unit() == Unit.PATCH;
        double visible = patches ? Math.max(1, context / bytesPerPatch) : context;
        double inWindow = program.window() == 0 ? visible : Math.min(visible, program.window());
        double row = cost.row().flops()
                + visible * cost.visible().flops()
                + inWindow * cost.visibleInWindow().flops();
        return patches ? row / bytesPerPatch + cost.patchByte().flops() : row;
    }

    /** The parameters of a stage; 0 for one that the model has not. */
    public long parameters(Stage stage) {
        return parameters.getOrDefault(stage, 0L);
    }

    /** Forward FLOPs per byte of a stage; 0 for one that the model has not. */
    public double flopsPerByte(Stage stage) {
        return flopsPerByte.getOrDefault(stage, 0.0);
    }

    /** The parameters of all stages. */
    public long totalParameters() {
        return parameters.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Forward FLOPs per byte of all stages. */
    public double totalFlopsPerByte() {
        return flopsPerByte.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The stages that the model has, in the order of the pipeline. */
    public List<Stage> stages() {
        return parameters.keySet().stream().sorted().toList();
    }
}
