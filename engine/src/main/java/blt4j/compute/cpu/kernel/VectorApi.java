package blt4j.compute.cpu.kernel;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The JDK's Vector API, which lies in a module that incubates. A program asks for it as it starts
 * ({@code --add-modules jdk.incubator.vector}); but a JVM that is asked so cannot take its modules, and the classes that it has
 * linked, from an archive, and starts half a second later. One that is started with
 * {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED} instead gets the module when it is wanted first.
 */
public final class VectorApi {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String LOADERS = "jdk.internal.module";

    private VectorApi() {}

    /** Whether it is there, or has come by now. */
    public static boolean present() {
        return ModuleLayer.boot().findModule(MODULE).isPresent() || load();
    }

    private static boolean load() {
        if (!Object.class.getModule().isExported(LOADERS, VectorApi.class.getModule())) {
            return false;
        }
        try {
            var _ = Class.forName(LOADERS + ".Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, MODULE);
            return true;
        } catch (ReflectiveOperationException e) { // of a JDK that is built otherwise
            Logger.getLogger(VectorApi.class.getName()).log(Level.FINE, "Plain kernels will do.", e);
            return false;
        }
    }
}
