package blt4j.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.weights.DType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What ops say of themselves leaves nothing out that they name. */
class OpTest {
    private static final Buffer A = Buffer.activation("a", 8);
    private static final Buffer B = Buffer.activation("b", 8);
    private static final Buffer KEYS = Buffer.byteCache("keys", 8, 0);
    private static final Buffer VALUES = Buffer.byteCache("values", 8, 0);
    private static final Buffer ONE = Buffer.activation("one", 1);
    private static final Weight SQUARE = new Weight("square", DType.F32, 8, 8);
    private static final Weight GAIN = new Weight("gain", DType.F32, 1, 8);

    private static List<Op> everyKind() {
        return List.of(
                new Op.Embedding(SQUARE, A),
                new Op.HashEmbedding(List.of(SQUARE, SQUARE), List.of(3, 5), A),
                new Op.Copy(A, B),
                new Op.RmsNorm(A, GAIN, 1e-5f, B),
                new Op.MatMul(A, SQUARE, 2, B),
                new Op.Rope(A, 4, 10000),
                new Op.Attention(A, KEYS, VALUES, 2, 2, 4, 0, B),
                new Op.PatchPooling(A, B),
                new Op.PatchCrossAttention(A, KEYS, VALUES, 1, 2, 2, 4, B),
                new Op.ByteCrossAttention(A, KEYS, VALUES, 1, 2, 2, 4, B),
                new Op.SwiGlu(A, B, A),
                new Op.Entropy(A, ONE),
                new Op.ArgMax(A, ONE),
                new Op.Softmax(A, B));
    }

    @Test
    void buffersAndWeightsAreThoseOfTheComponents() throws ReflectiveOperationException {
        for (Op op : everyKind()) {
            List<Object> buffers = new ArrayList<>();
            List<Object> weights = new ArrayList<>();
            for (RecordComponent component : op.getClass().getRecordComponents()) {
                Object value = component.getAccessor().invoke(op);
                switch (value) {
                    case Buffer b -> buffers.add(b);
                    case Weight w -> weights.add(w);
                    case List<?> list ->
                        list.stream().filter(Weight.class::isInstance).forEach(weights::add);
                    default -> {}
                }
            }
            assertEquals(buffers, op.buffers(), op.toString());
            assertEquals(buffers.subList(0, buffers.size() - 1), op.inputs(), op.toString());
            assertEquals(weights, op.weights(), op.toString());
        }
    }

    @Test
    void thereIsOneOfEveryKindHere() {
        Set<Class<?>> here = everyKind().stream().map(Op::getClass).collect(Collectors.toSet());
        Set<Class<?>> all = Arrays.stream(Op.class.getDeclaredClasses())
                .filter(Class::isRecord)
                .collect(Collectors.toSet());
        assertEquals(all, here);
    }

    @Test
    void whatAccumulatesNeedsItsOutputFromBefore() {
        List<Op> accumulating = everyKind().stream().filter(Op::accumulates).toList();
        assertEquals(
                List.of(Op.HashEmbedding.class, Op.MatMul.class, Op.Rope.class),
                accumulating.stream().map(Op::getClass).toList());
        assertTrue(!new Op.MatMul(A, SQUARE, B).accumulates());
    }

    @Test
    void everyIntegerOfARowIsNeededBySome() {
        Set<RowInput> needed = EnumSet.noneOf(RowInput.class);
        everyKind().forEach(op -> needed.addAll(op.rowInputs()));
        assertEquals(EnumSet.allOf(RowInput.class), needed);
        assertEquals(4, everyKind().get(1).earlierIds());
    }
}
