/**
 * What models run on: which backend is asked for, on how many threads ({@link blt4j.device.BackendOptions}), how weights
 * are held there ({@link blt4j.device.Precision}), and what was found ({@link blt4j.device.Device}).
 *
 * <pre>{@code
 * BltOptions options = BltOptions.DEFAULT.withBackend(BackendOptions.CPU).withPrecision(Precision.Q8);
 * try (Blt model = Blt.open(folder, options)) {
 *     System.out.println(model.backend().describe());
 * }
 * }</pre>
 */
@NullMarked
package blt4j.device;

import org.jspecify.annotations.NullMarked;
