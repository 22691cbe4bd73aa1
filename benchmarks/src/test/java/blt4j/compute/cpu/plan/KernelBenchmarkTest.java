package blt4j.compute.cpu.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;

/** Every benchmark still runs. */
class KernelBenchmarkTest {
    @ParameterizedTest
    @ValueSource(strings = {"vector", "plain"})
    void runsEachOnce(String kernels) throws ReflectiveOperationException {
        KernelBenchmark benchmark = new KernelBenchmark();
        benchmark.kernels = kernels;
        benchmark.prepare();
        List<Method> methods = Arrays.stream(KernelBenchmark.class.getMethods())
                .filter(m -> m.isAnnotationPresent(Benchmark.class))
                .toList();
        assertEquals(9, methods.size());
        for (Method method : methods) {
            Object result = method.invoke(benchmark);
            float first = result instanceof float[] numbers ? numbers[0] : (Float) result;
            assertTrue(Float.isFinite(first), method.getName());
        }
        benchmark.free();
    }
}
