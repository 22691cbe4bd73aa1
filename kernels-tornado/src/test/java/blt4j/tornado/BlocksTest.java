package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BlocksTest {
    @Test
    void whatComesBackIsJoined() {
        Blocks blocks = new Blocks(10, 40);
        assertEquals(OptionalLong.of(10), blocks.take(10));
        assertEquals(OptionalLong.of(20), blocks.take(10));
        assertEquals(OptionalLong.of(30), blocks.take(10));
        assertEquals(OptionalLong.empty(), blocks.take(1));
        blocks.give(10, 10);
        blocks.give(30, 10);
        assertEquals(OptionalLong.empty(), blocks.take(20));
        blocks.give(20, 10);
        assertEquals(OptionalLong.of(10), blocks.take(30));
    }
}
