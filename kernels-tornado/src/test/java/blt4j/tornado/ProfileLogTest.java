package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileLogTest {
    @Test
    void eachTasksTimeIsRead() {
        String log = """
                {
                    "decode12": {
                        "TOTAL_KERNEL_TIME": "900",
                        "decode12.vector0": {
                            "METHOD": "ProjectionKernels.vector",
                            "TASK_KERNEL_TIME": "500"
                        },
                        "decode12.past1": {
                            "TASK_COMPILE_GRAAL_TIME": "7",
                            "TASK_KERNEL_TIME": "400"
                        }
                    }
                }
                """;
        assertEquals(Map.of("decode12.vector0", 500L, "decode12.past1", 400L), ProfileLog.kernelNanos(log));
        assertEquals(Map.of(), ProfileLog.kernelNanos(""));
    }
}
