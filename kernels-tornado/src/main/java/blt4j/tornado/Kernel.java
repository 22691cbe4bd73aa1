package blt4j.tornado;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task10;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task11;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task12;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task3;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task4;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task5;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task6;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task8;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task9;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A Java method that is a kernel, and what it is called with. Numbers among the arguments are written into the compiled
 * kernel's code; what arrays hold is not.
 *
 * @param method the class's and the method's name
 * @param code the method, one of TornadoVM's functional interfaces
 * @param arguments a {@link KernelContext}, arrays and integers
 * @param work how many threads it takes
 */
record Kernel(String method, Object code, List<Object> arguments, LaunchShape work) {
    /** Copies the arguments. */
    Kernel {
        arguments = List.copyOf(arguments);
    }

    static <A, B, C> Kernel of(String method, LaunchShape work, Task3<A, B, C> code, A a, B b, C c) {
        return new Kernel(method, code, List.of(a, b, c), work);
    }

    static <A, B, C, D> Kernel of(String method, LaunchShape work, Task4<A, B, C, D> code, A a, B b, C c, D d) {
        return new Kernel(method, code, List.of(a, b, c, d), work);
    }

    static <A, B, C, D, E> Kernel of(
            String method, LaunchShape work, Task5<A, B, C, D, E> code, A a, B b, C c, D d, E e) {
        return new Kernel(method, code, List.of(a, b, c, d, e), work);
    }

    @SuppressWarnings("TooManyParameters")
    static <A, B, C, D, E, F> Kernel of(
            String method, LaunchShape work, Task6<A, B, C, D, E, F> code, A a, B b, C c, D d, E e, F f) {
        return new Kernel(method, code, List.of(a, b, c, d, e, f), work);
    }

    @SuppressWarnings("TooManyParameters")
    static <A, B, C, D, E, F, G, H> Kernel of(
            String method,
            LaunchShape work,
            Task8<A, B, C, D, E, F, G, H> code,
            A a,
            B b,
            C c,
            D d,
            E e,
            F f,
            G g,
            H h) {
        return new Kernel(method, code, List.of(a, b, c, d, e, f, g, h), work);
    }

    @SuppressWarnings("TooManyParameters")
    static <A, B, C, D, E, F, G, H, I> Kernel of(
            String method,
            LaunchShape work,
            Task9<A, B, C, D, E, F, G, H, I> code,
            A a,
            B b,
            C c,
            D d,
            E e,
            F f,
            G g,
            H h,
            I i) {
        return new Kernel(method, code, List.of(a, b, c, d, e, f, g, h, i), work);
    }

    @SuppressWarnings("TooManyParameters")
    static <A, B, C, D, E, F, G, H, I, J, K> Kernel of(
            String method,
            LaunchShape work,
            Task11<A, B, C, D, E, F, G, H, I, J, K> code,
            A a,
            B b,
            C c,
            D d,
            E e,
            F f,
            G g,
            H h,
            I i,
            J j,
            K k) {
        return new Kernel(method, code, List.of(a, b, c, d, e, f, g, h, i, j, k), work);
    }

    @SuppressWarnings("TooManyParameters")
    static <A, B, C, D, E, F, G, H, I, J, K, L> Kernel of(
            String method,
            LaunchShape work,
            Task12<A, B, C, D, E, F, G, H, I, J, K, L> code,
            A a,
            B b,
            C c,
            D d,
            E e,
            F f,
            G g,
            H h,
            I i,
            J j,
            K k,
            L l) {
        return new Kernel(method, code, List.of(a, b, c, d, e, f, g, h, i, j, k, l), work);
    }

    @SuppressWarnings("TooManyParameters")
    static <A, B, C, D, E, F, G, H, I, J> Kernel of(
            String method,
            LaunchShape work,
            Task10<A, B, C, D, E, F, G, H, I, J> code,
            A a,
            B b,
            C c,
            D d,
            E e,
            F f,
            G g,
            H h,
            I i,
            J j) {
        return new Kernel(method, code, List.of(a, b, c, d, e, f, g, h, i, j), work);
    }

    /** The Java method's name. */
    String name() {
        return method.substring(method.lastIndexOf('.') + 1);
    }

    /** What is compiled: equal for kernels of which one's code is the other's. */
    String text() {
        StringBuilder text = new StringBuilder(method);
        for (Object argument : arguments) {
            text.append(' ')
                    .append(
                            argument instanceof Integer
                                    ? argument
                                    : argument.getClass().getSimpleName());
        }
        return text.toString();
    }

    /** The same kernel called with another array in an array's place. */
    Kernel with(TornadoNativeArray array, TornadoNativeArray other) {
        return new Kernel(
                method,
                code,
                arguments.stream().map(a -> a == array ? other : a).toList(),
                work);
    }

    /** The arrays that it is called with. */
    List<TornadoNativeArray> arrays() {
        return arguments.stream()
                .filter(TornadoNativeArray.class::isInstance)
                .map(TornadoNativeArray.class::cast)
                .toList();
    }

    /** Adds a task to a graph that TornadoVM compiles from the Java method. */
    @SuppressWarnings({"rawtypes", "unchecked"}) // what the arguments are was checked where the kernel was made
    void addTo(TaskGraph graph, String task) {
        Object[] a = arguments.toArray();
        switch (code) {
            case Task3 t -> graph.task(task, t, a[0], a[1], a[2]);
            case Task4 t -> graph.task(task, t, a[0], a[1], a[2], a[3]);
            case Task5 t -> graph.task(task, t, a[0], a[1], a[2], a[3], a[4]);
            case Task6 t -> graph.task(task, t, a[0], a[1], a[2], a[3], a[4], a[5]);
            case Task8 t -> graph.task(task, t, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
            case Task9 t -> graph.task(task, t, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]);
            case Task10 t -> graph.task(task, t, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9]);
            case Task11 t -> graph.task(task, t, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10]);
            case Task12 t ->
                graph.task(task, t, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11]);
            default -> throw new IllegalStateException("no kernel takes as many arguments as " + method + " does");
        }
    }
}
