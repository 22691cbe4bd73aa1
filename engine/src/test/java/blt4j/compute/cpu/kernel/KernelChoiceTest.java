package blt4j.compute.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plain kernels first, vector kernels when there is enough work or somebody warmed up. */
class KernelChoiceTest {
    private static final Kernels VECTOR = new VectorKernels();
    private static final Kernels PLAIN = new PlainKernels(VECTOR.lanes());

    /** Kernels that note which were used. */
    private static Kernels noting(Kernels kernels, Set<String> used) {
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, args) -> {
                    used.add(method.getName());
                    try {
                        return method.invoke(kernels, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void switchesBetweenTwoRunsWhenThereWasEnoughWork() {
        Set<String> plain = new HashSet<>();
        Set<String> vector = new HashSet<>();
        KernelChoice choice = KernelChoice.firstPlain(noting(PLAIN, plain), noting(VECTOR, vector));
        float[] x = {1, 2, 3};
        choice.forRun(KernelChoice.ENOUGH).scale(2, x, 0, 3);
        assertEquals(Set.of("scale"), plain);
        assertEquals(Set.of(), vector);
        choice.forRun(1).add(x, 0, x, 0, 3);
        assertEquals(Set.of("scale"), plain);
        assertEquals(Set.of("add"), vector);
        assertTrue(Arrays.equals(new float[] {4, 8, 12}, x));
    }

    @Test
    void goesOnWithVectorsOnceTheyAreWarm() {
        Set<String> plain = new HashSet<>();
        KernelChoice choice = KernelChoice.firstPlain(noting(PLAIN, plain), VECTOR);
        choice.forRun(1);
        choice.warmUp();
        plain.clear();
        assertEquals(3f, choice.forRun(1).maximum(new float[] {1, 3, 2}, 0, 3));
        assertEquals(Set.of(), plain);
    }

    /** What is not exercised stays slow for a while after it was said to be warm. */
    @Test
    void warmsUpEveryKernel() {
        Set<String> used = new HashSet<>();
        KernelChoice.firstPlain(PLAIN, noting(VECTOR, used)).warmUp();
        Set<String> all = new HashSet<>();
        Arrays.stream(Kernels.class.getDeclaredMethods())
                .filter(m -> !m.isSynthetic())
                .forEach(m -> all.add(m.getName()));
        all.remove("describe");
        assertEquals(all, used);
    }
}
