package blt4j.analysis.cost;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * The paper's new axis of scale: at a fixed inference cost per byte, longer patches leave room for a larger latent
 * transformer. Points and budgets are those of the paper's fixed-inference study (Figure 1 and its table, arXiv
 * 2412.09871); between them, a family of models spends a share of its budget on what does not grow with the step
 * (local models, vocabulary, attention), which is read off its points and interpolated over the logarithm of the budget.
 * At the paper's own points the sizes come out within 4 %.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ScaleModel {
    /** The paper's two budgets, the smaller first. */
    public static final List<Budget> BUDGETS = List.of(
            new Budget(3.1e8, 50e9, 150e9, points(3.1e8, 470e6, 450e6, 610e6, 760e6)),
            new Budget(2.1e9, 400e9, 1e12, points(2.1e9, 3.6e9, 3.9e9, 5.2e9, 6.6e9)));

    /** What was read off the points; a curve asks for it at each of its places. */
    private static final Map<Family, Overhead> MEASURED =
            Arrays.stream(Family.values()).collect(Collectors.toMap(family -> family, Overhead::of));

    private ScaleModel() {}

    /** Kinds of models that share a curve. */
    public enum Family {
        /** Tokens of Llama 2's vocabulary. */
        LLAMA_2,
        /** Tokens of Llama 3's vocabulary. */
        LLAMA_3,
        /** Patches by entropy. */
        BLT
    }

    /**
     * A model of the study.
     *
     * @param family what it is
     * @param bytesPerStep bytes per token or patch
     * @param parameters without embeddings
     * @param flopsPerByte forward, per byte
     */
    public record Point(Family family, double bytesPerStep, double parameters, double flopsPerByte) {}

    /**
     * Models of equal inference cost.
     *
     * @param flopsPerByte forward, per byte
     * @param computeOptimalBytes bytes of training data at which the token models are best for their training cost
     * @param crossoverBytes bytes of training data from which BLT is ahead
     * @param points the models
     */
    public record Budget(double flopsPerByte, double computeOptimalBytes, double crossoverBytes, List<Point> points) {
        /** Copies the list. */
        public Budget {
            points = List.copyOf(points);
        }
    }

    private static List<Point> points(double flops, double llama2, double llama3, double blt6, double blt8) {
        return List.of(
                new Point(Family.LLAMA_2, 3.7, llama2, flops),
                new Point(Family.LLAMA_3, 4.4, llama3, flops),
                new Point(Family.BLT, 6, blt6, flops),
                new Point(Family.BLT, 8, blt8, flops));
    }

    /** {@return every point of the study} */
    public static List<Point> points() {
        return BUDGETS.stream().flatMap(b -> b.points().stream()).toList();
    }

    /**
     * How large a model may be.
     *
     * @param family what kind
     * @param flopsPerByte its budget, forward, per byte
     * @param bytesPerStep bytes per patch or token, at least 1
     * @return parameters without embeddings
     */
    public static double parameters(Family family, double flopsPerByte, double bytesPerStep) {
        return (1 - overhead(family, flopsPerByte)) * flopsPerByte * bytesPerStep / 2;
    }

    /**
     * {@return what a model of a size costs per byte: the inverse of {@link #parameters}}
     *
     * @param family of models
     * @param parameters how many the model has
     * @param bytesPerStep the mean bytes of a patch or token
     */
    public static double flopsPerByte(Family family, double parameters, double bytesPerStep) {
        double low = 1;
        double high = 1e18;
        for (int i = 0; i < 200 && high / low > 1 + 1e-12; i++) {
            double middle = Math.sqrt(low * high);
            if (parameters(family, middle, bytesPerStep) < parameters) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.sqrt(low * high);
    }

    /** The share of a budget that does not go into 2 FLOPs per parameter and step. */
    private static double overhead(Family family, double flopsPerByte) {
        double least = BUDGETS.getFirst().flopsPerByte();
        double most = BUDGETS.getLast().flopsPerByte();
        double between = Math.clamp(Math.log(flopsPerByte / least) / Math.log(most / least), 0, 1);
        Overhead shares = Objects.requireNonNull(MEASURED.get(family));
        return shares.least() + between * (shares.most() - shares.least());
    }

    /** The share at the least and at the most of the study's budgets. */
    private record Overhead(double least, double most) {
        static Overhead of(Family family) {
            return new Overhead(
                    measured(family, BUDGETS.getFirst().flopsPerByte()),
                    measured(family, BUDGETS.getLast().flopsPerByte()));
        }
    }

    private static double measured(Family family, double flopsPerByte) {
        return points().stream()
                .filter(p -> p.family() == family && p.flopsPerByte() == flopsPerByte)
                .sorted(Comparator.comparingDouble(Point::bytesPerStep))
                .mapToDouble(p -> 1 - 2 * p.parameters() / p.bytesPerStep() / p.flopsPerByte())
                .average()
                .orElseThrow();
    }
}
