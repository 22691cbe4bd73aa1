package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import blt4j.analysis.xray.ByteXray;
import blt4j.analysis.xray.ByteXray.DecoderLayer;
import blt4j.analysis.xray.ByteXray.Layer;
import blt4j.analysis.xray.ByteXray.PatchXray;
import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is kept on the device is read back for an X-ray, which then has the numbers that it has on the CPU. */
class XrayOnDeviceTest {
    private static final float TOLERANCE = 1e-3f;
    private static final byte[] TEXT = "The keeper – 灯台守 – had counted ships.".getBytes(StandardCharsets.UTF_8);

    @BeforeAll
    static void needsDevice() {
        assumeTrue(Devices.available(), "TornadoVM finds no device");
    }

    private static Blt open(String backend) {
        BltOptions options = BltOptions.DEFAULT.withBackend(new BackendOptions(backend, 0));
        return Blt.open(TestModels.folder("hf-tiny"), options);
    }

    private static void patch(List<float[]> all, PatchXray patch) {
        all.add(patch.pooling().weights());
        all.add(patch.vectors());
        layers(all, patch.latent());
    }

    private static void layers(List<float[]> all, List<Layer> layers) {
        for (Layer layer : layers) {
            all.add(layer.attention().weights());
            all.add(layer.hidden());
        }
    }

    /** All its numbers that depend on what was computed before. */
    private static List<float[]> numbers(ByteXray xray) {
        List<float[]> all = new ArrayList<>();
        all.add(xray.embedding().sum());
        layers(all, xray.encoder());
        patch(all, xray.patch());
        patch(all, xray.read());
        for (DecoderLayer layer : xray.decoder()) {
            layer.cross().ifPresent(cross -> all.add(cross.weights()));
            layers(all, List.of(layer.layer()));
        }
        all.add(xray.probabilities());
        return all;
    }

    @Test
    void numbersAreThoseOfTheCpu() {
        try (Blt cpu = open("cpu");
                Blt device = open("tornado");
                Session expected = Session.open(cpu, SessionOptions.ofCapacity(80));
                Session actual = Session.open(device, SessionOptions.ofCapacity(80))) {
            assertTrue(device.backend().describe().startsWith("TornadoVM"));
            expected.append(TEXT);
            actual.append(TEXT);
            for (int index : new int[] {0, 13, 20, TEXT.length - 1}) {
                List<float[]> there = numbers(ByteXray.of(expected, index));
                List<float[]> here = numbers(ByteXray.of(actual, index));
                assertEquals(there.size(), here.size());
                for (int i = 0; i < there.size(); i++) {
                    assertArrayEquals(there.get(i), here.get(i), TOLERANCE, "byte " + index + ", vector " + i);
                }
            }
        }
    }
}
