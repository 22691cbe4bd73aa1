package blt4j.weights;

import blt4j.weights.PickleValue.Dict;
import blt4j.weights.PickleValue.Global;
import blt4j.weights.PickleValue.Plain;
import blt4j.weights.PickleValue.Sequence;
import blt4j.weights.PickleValue.Storage;
import blt4j.weights.PickleValue.Text;
import blt4j.weights.PickleValue.Tuple;
import blt4j.weights.PickleValue.View;
import blt4j.weights.PickleValue.Whole;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the pickle of a plain state dict: nested dicts of tensors, numbers and strings, as {@code torch.save} writes
 * them. A pickle is a program for a stack machine; this machine knows the few instructions that build such values and
 * the few names that they refer to, refuses every other, and calls nothing.
 */
final class StatePickle {
    private static final String REBUILD_TENSOR = "torch._utils._rebuild_tensor_v2";
    private static final String REBUILD_PARAMETER = "torch._utils._rebuild_parameter";
    private static final String ORDERED_DICT = "collections.OrderedDict";

    private final String where;
    private final ByteBuffer bytes;
    /** The stack, cut where a mark was set: the last is the part above the last mark. */
    private final Deque<List<PickleValue>> marked = new ArrayDeque<>();

    private List<PickleValue> stack = new ArrayList<>();
    private final Map<Integer, PickleValue> memo = new HashMap<>();
    private int opcodeAt;

    private StatePickle(String where, byte[] pickle) {
        this.where = where;
        this.bytes = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a pickle.
     *
     * @param where what to call it in messages
     * @throws CheckpointException if it is damaged or holds anything but a plain state dict's values
     */
    static PickleValue read(String where, byte[] pickle) {
        return new StatePickle(where, pickle).run();
    }

    private PickleValue run() {
        while (true) {
            opcodeAt = bytes.position();
            int opcode = u8();
            if (opcode == '.') {
                return pop();
            }
            step(opcode);
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> protocol(u8());
            case 0x95 -> bytes(8); // a frame's length: a hint for streams
            case '(' -> mark();
            case '0' -> pop();
            case '1' -> cut();
            case '2' -> push(top());
            case 'N' -> push(new Plain("None"));
            case 0x88 -> push(new Plain("True"));
            case 0x89 -> push(new Plain("False"));
            case 'G' -> push(new Plain(Double.toString(Double.longBitsToDouble(Long.reverseBytes(i64())))));
            case 'K' -> push(new Whole(u8()));
            case 'M' -> push(new Whole(u8() | (u8() << 8)));
            case 'J' -> push(new Whole(i32()));
            case 0x8a -> push(new Whole(little(u8())));
            case 'X' -> push(text(length32()));
            case 0x8c -> push(text(u8()));
            case 0x8d -> push(text(length64()));
            case ')' -> push(new Tuple(List.of()));
            case 0x85 -> push(new Tuple(popAll(1)));
            case 0x86 -> push(new Tuple(popAll(2)));
            case 0x87 -> push(new Tuple(popAll(3)));
            case 't' -> push(new Tuple(List.copyOf(cut())));
            case ']' -> push(new Sequence());
            case 'a' -> append(popAll(1));
            case 'e' -> append(cut());
            case '}' -> push(new Dict());
            case 's' -> set(popAll(2));
            case 'u' -> set(cut());
            case 'b' -> build(pop());
            case 'q' -> memo.put(u8(), top());
            case 'r' -> memo.put(i32(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> push(remembered(u8()));
            case 'j' -> push(remembered(i32()));
            case 'c' -> push(global(line(), line()));
            case 0x93 -> stackGlobal();
            case 'Q' -> push(storage(pop()));
            case 'R' -> reduce(popAll(2));
            default ->
                throw wrong(String.format(
                        "the opcode 0x%02X, which no plain state dict needs; nothing of it was run", opcode));
        }
    }

    private void protocol(int version) {
        if (version < 2 || version > 5) {
            throw wrong("pickle protocol " + version + "; torch.save writes 2 to 5");
        }
    }

    // Stack

    private void push(PickleValue value) {
        stack.add(value);
    }

    private PickleValue top() {
        if (stack.isEmpty()) {
            throw wrong("an instruction that finds its stack empty");
        }
        return stack.getLast();
    }

    private PickleValue pop() {
        PickleValue value = top();
        stack.removeLast();
        return value;
    }

    private List<PickleValue> popAll(int count) {
        if (stack.size() < count) {
            throw wrong("an instruction that finds " + stack.size() + " values on its stack and needs " + count);
        }
        List<PickleValue> end = stack.subList(stack.size() - count, stack.size());
        List<PickleValue> values = List.copyOf(end);
        end.clear();
        return values;
    }

    private void mark() {
        marked.push(stack);
        stack = new ArrayList<>();
    }

    private List<PickleValue> cut() {
        if (marked.isEmpty()) {
            throw wrong("an instruction that finds no mark on its stack");
        }
        List<PickleValue> values = stack;
        stack = marked.pop();
        return values;
    }

    private PickleValue remembered(int index) {
        PickleValue value = memo.get(index);
        if (value == null) {
            throw wrong("a reference to value " + index + ", which was never stored");
        }
        return value;
    }

    // Containers

    private void append(List<PickleValue> values) {
        if (!(top() instanceof Sequence(List<PickleValue> list))) {
            throw wrong("an append to a " + top().kind());
        }
        list.addAll(values);
    }

    private void set(List<PickleValue> keysAndValues) {
        if (!(top() instanceof Dict(Map<String, PickleValue> dict))) {
            throw wrong("a setting of keys in a " + top().kind());
        }
        if (keysAndValues.size() % 2 != 0) {
            throw wrong("a key without a value");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            if (keysAndValues.get(i) instanceof Text(String key)) {
                dict.put(key, keysAndValues.get(i + 1));
            }
        }
    }

    /** A module's state dict carries its version history as an attribute, which nobody needs. */
    private void build(PickleValue attributes) {
        if (!(attributes instanceof Dict) || !(top() instanceof Dict)) {
            throw wrong("attributes of a " + top().kind() + "; only a dict may have some");
        }
    }

    // Names

    private void stackGlobal() {
        List<PickleValue> names = popAll(2);
        if (!(names.get(0) instanceof Text(String module)) || !(names.get(1) instanceof Text(String name))) {
            throw wrong("a name that is no text");
        }
        push(global(module, name));
    }

    private Global global(String module, String name) {
        Global global = new Global(module, name);
        boolean known = switch (global.qualified()) {
            case REBUILD_TENSOR, REBUILD_PARAMETER, ORDERED_DICT -> true;
            default -> module.equals("torch") && StorageTypes.isKnown(name);
        };
        if (!known) {
            throw wrong("the name '" + shorten(global.qualified())
                    + "', which no plain state dict needs; nothing of it was run. The tensors alone are saved by"
                    + " torch.save(model.state_dict(), …)");
        }
        return global;
    }

    private void reduce(List<PickleValue> callAndArguments) {
        if (!(callAndArguments.get(0) instanceof Global global)
                || !(callAndArguments.get(1) instanceof Tuple(List<PickleValue> arguments))) {
            throw wrong("a call of a " + callAndArguments.get(0).kind());
        }
        push(
                switch (global.qualified()) {
                    case ORDERED_DICT -> orderedDict(arguments);
                    case REBUILD_TENSOR -> view(arguments);
                    case REBUILD_PARAMETER -> parameter(arguments);
                    default -> throw wrong("a call of " + global.qualified());
                });
    }

    private Dict orderedDict(List<PickleValue> arguments) {
        if (!arguments.isEmpty()) {
            throw wrong("an OrderedDict made from a " + arguments.getFirst().kind());
        }
        return new Dict();
    }

    private PickleValue parameter(List<PickleValue> arguments) {
        if (arguments.isEmpty() || !(arguments.getFirst() instanceof View view)) {
            throw wrong("a parameter that is no tensor");
        }
        return view;
    }

    private View view(List<PickleValue> arguments) {
        if (arguments.size() >= 4
                && arguments.get(0) instanceof Storage storage
                && arguments.get(1) instanceof Whole(long offset)
                && arguments.get(2) instanceof Tuple(List<PickleValue> shape)
                && arguments.get(3) instanceof Tuple(List<PickleValue> strides)) {
            return new View(storage, offset, wholes(shape), wholes(strides));
        }
        throw wrong("a tensor without storage, offset, shape and strides");
    }

    private List<Long> wholes(List<PickleValue> values) {
        List<Long> wholes = new ArrayList<>();
        for (PickleValue value : values) {
            if (!(value instanceof Whole(long whole))) {
                throw wrong("an extent that is a " + value.kind());
            }
            wholes.add(whole);
        }
        return List.copyOf(wholes);
    }

    private Storage storage(PickleValue id) {
        if (id instanceof Tuple(List<PickleValue> parts)
                && parts.size() >= 5
                && parts.get(0) instanceof Text(String tag)
                && tag.equals("storage")
                && parts.get(1) instanceof Global(String module, String type)
                && module.equals("torch")
                && parts.get(2) instanceof Text(String key)
                && parts.get(4) instanceof Whole(long numbers)) {
            return new Storage(type, key, numbers);
        }
        throw wrong("a reference to something outside that is no tensor storage");
    }

    // Bytes

    private ByteBuffer bytes(int count) {
        if (count < 0 || count > bytes.remaining()) {
            throw new CheckpointException("The pickle " + where + " ends at byte " + bytes.limit()
                    + " in the middle of the instruction at byte " + opcodeAt + ": it was cut short.");
        }
        ByteBuffer slice = bytes.slice(bytes.position(), count).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + count);
        return slice;
    }

    private int u8() {
        return bytes(1).get() & 0xFF;
    }

    private int i32() {
        return bytes(4).getInt();
    }

    private long i64() {
        return bytes(8).getLong();
    }

    private int length32() {
        return length(i32() & 0xFFFF_FFFFL);
    }

    private int length64() {
        return length(i64());
    }

    private int length(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw wrong(
                    "a text of " + Long.toUnsignedString(length) + " bytes where " + bytes.remaining() + " are left");
        }
        return (int) length;
    }

    /** A signed number of some bytes, the lowest first. */
    private long little(int count) {
        if (count > Long.BYTES) {
            throw wrong("a number of " + count + " bytes");
        }
        ByteBuffer digits = bytes(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (digits.get(i) & 0xFFL) << (8 * i);
        }
        int unused = Long.SIZE - 8 * count;
        return count == 0 ? 0 : value << unused >> unused;
    }

    private Text text(int length) {
        return new Text(StandardCharsets.UTF_8.decode(bytes(length)).toString());
    }

    private String line() {
        int begin = bytes.position();
        while (u8() != '\n') {
            // find its end
        }
        int length = bytes.position() - 1 - begin;
        return StandardCharsets.UTF_8.decode(bytes.slice(begin, length)).toString();
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private CheckpointException wrong(String what) {
        return new CheckpointException("The pickle " + where + " has at byte " + opcodeAt + " " + what + ".");
    }
}
