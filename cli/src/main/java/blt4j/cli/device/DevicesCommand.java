package blt4j.cli.device;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Output;
import blt4j.compute.BackendProvider;
import blt4j.compute.Backends;
import blt4j.device.BackendOptions;
import blt4j.device.Precision;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.BundledModels;
import blt4j.model.LocalModels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code blt devices}: what there is to run on, and how to get more. */
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists what models can run on, and what to do where a GPU is not among it. Where it finds one, the other"
                    + " commands take it from then on unless --backend says otherwise.",
            "",
            "--install gets TornadoVM, which compiles the GPU kernels: it downloads the release for this platform after"
                    + " asking, or takes --archive, and unpacks it to ~/.sdkman/candidates/tornadovm, where it would be"
                    + " if SDKMAN had installed it.",
            "",
            "--tune times, on a TornadoVM device, the ways there are to compute a model's ops, holds each result to the"
                    + " CPU's, and has the fastest taken from then on. Each is listed with its share of what the device"
                    + " allows; the one chosen is marked.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  blt devices",
            "  blt devices --install opencl",
            "  blt devices --tune --backend tornado:cuda --weights bf16",
            "  blt devices --archive ~/Downloads/tornadovm-5.2.0-jdk25-opencl-linux-amd64.zip"
        })
public final class DevicesCommand implements Callable<Integer> {
    /** TornadoVM's releases that can be installed. */
    enum Driver {
        /** Any device with an OpenCL driver. */
        OPENCL,
        /** NVIDIA's, by PTX. */
        PTX,
        /** NVIDIA's, by CUDA. */
        CUDA
    }

    private static final String TORNADO = "tornado";
    private static final String NOT_BUILT = "The kernels for GPUs were left out when this was built, as there was no"
            + " TornadoVM: './blt devices --install opencl' (or ptx, or cuda) installs it, and ./blt then builds them.";
    private static final String VERSION = "5.2.0-jdk25";
    private static final String RELEASES = "https://github.com/beehive-lab/TornadoVM/releases/download/";

    private final Console console;

    @Option(names = "--install", paramLabel = "DRIVER", description = "Installs TornadoVM: opencl, ptx or cuda.")
    private Optional<Driver> install = Optional.empty();

    @Option(
            names = "--archive",
            paramLabel = "FILE|URL",
            description = "Installs TornadoVM from this archive instead of the project's releases.")
    private Optional<String> archive = Optional.empty();

    @Option(names = "--sha256", paramLabel = "HEX", description = "What the archive's digest must be.")
    private Optional<String> sha256 = Optional.empty();

    @Option(
            names = {"-y", "--yes"},
            description = "Does not ask before it downloads.")
    private boolean yes;

    @Option(names = "--tune", description = "Finds the fastest kernels for a model.")
    private boolean tune;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "DIR",
            description = "Tunes for this model, a folder or a name that 'blt models' lists.")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = TORNADO,
            description = "Tunes this device; without it, the first of TornadoVM's.")
    private String backend = TORNADO;

    @Option(
            names = "--weights",
            paramLabel = "KIND",
            defaultValue = "stored",
            description = "Tunes for weights held so: stored, f32 or bf16.")
    private Precision weights = Precision.STORED;

    @SuppressWarnings("UnusedVariable") // Main looks for it where an error is explained
    @Option(names = "--verbose", description = "Shows where an error came from.")
    private boolean verbose;

    public DevicesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (install.isPresent() || archive.isPresent()) {
            return install();
        }
        if (tune) {
            return tune();
        }
        Output out = new Output(console.out());
        List<BackendProvider.Device> found = new ArrayList<>();
        List<BackendProvider> providers = Backends.providers();
        if (providers.stream().noneMatch(p -> p.id().equals(TORNADO))) {
            out.list("%-14s %s".formatted(TORNADO, NOT_BUILT));
        }
        for (BackendProvider provider : providers) {
            list(provider, out);
            found.addAll(provider.devices());
        }
        out.flush();
        note(found);
        return ExitCode.OK;
    }

    private int tune() throws IOException {
        Path folder = model.map(m -> LocalModels.of(System.getenv()).resolve(m)).orElseGet(BundledModels::defaultModel);
        BltOptions options =
                BltOptions.DEFAULT.withBackend(new BackendOptions(backend, 0)).withPrecision(weights);
        Output out = new Output(console.out());
        try (Blt blt = Blt.open(folder, options)) {
            boolean ended = DeviceTuning.tune(blt, console, out);
            out.flush();
            return ended ? ExitCode.OK : ExitCode.INTERRUPTED;
        }
    }

    /** Lets the launcher know of a GPU; a home that cannot be written to only goes without. */
    private void note(List<BackendProvider.Device> found) {
        try {
            new GpuMarker(Path.of(System.getProperty("user.home"))).update(found);
        } catch (IOException e) {
            console.err()
                    .println(Foreign.shown(
                            "blt: 'auto' will not look for a GPU, for that could not be noted: " + e.getMessage()));
        }
    }

    private static void list(BackendProvider provider, Output out) throws IOException {
        for (BackendProvider.Device device : provider.devices()) {
            String selector = device.selector().isEmpty() ? provider.id() : provider.id() + ":" + device.selector();
            out.list("%-14s %s".formatted(selector, device.description()));
        }
        if (!provider.advice().isEmpty()) {
            out.list("%-14s %s".formatted(provider.id(), provider.advice()));
        }
    }

    private int install() throws IOException {
        Path home = Path.of(System.getProperty("user.home"));
        String source = archive.orElseGet(() ->
                release(install.orElse(Driver.OPENCL), System.getProperty("os.name"), System.getProperty("os.arch")));
        Optional<Path> file = localFile(source);
        if (file.isEmpty() && !yes && !agreed(source)) {
            console.err().println("blt: Nothing was downloaded.");
            return ExitCode.OK;
        }
        Path downloads = home.resolve(".cache").resolve("blt4j");
        TornadoArchive from = file.isPresent()
                ? new TornadoArchive(file.get(), false)
                : TornadoArchive.download(source, downloads, console);
        String digest = from.sha256();
        console.err().println(Foreign.shown("blt: SHA-256 of " + from.file() + ": " + digest));
        if (sha256.isPresent() && !sha256.get().equalsIgnoreCase(digest)) {
            throw from.refused("The archive " + from.file() + " has the digest " + digest + ", not " + sha256.get()
                    + "; it is damaged or another one. Nothing was installed.");
        }
        Path sdk = from.install(home.resolve(".sdkman").resolve("candidates").resolve("tornadovm"));
        console.err().println(Foreign.shown("blt: TornadoVM is installed in " + sdk + "."));
        return showDevices();
    }

    private static Optional<Path> localFile(String source) {
        if (source.contains("://")) {
            return Optional.empty();
        }
        Path file = Path.of(source);
        if (!Files.isRegularFile(file)) {
            throw new BltException("There is no archive " + file + ".");
        }
        return Optional.of(file);
    }

    /**
     * The address of the release for a platform.
     *
     * @param system as the system property {@code os.name} has it
     * @param processor as {@code os.arch} has it
     */
    static String release(Driver driver, String system, String processor) {
        String platform = system.replaceFirst(" .*", "").toLowerCase(Locale.ROOT);
        String arch = processor.equals("x86_64") ? "amd64" : processor;
        boolean built = List.of("linux", "mac", "windows").contains(platform)
                && List.of("amd64", "aarch64").contains(arch)
                && (driver == Driver.OPENCL || !platform.equals("mac"));
        if (!built) {
            throw new BltException("TornadoVM has no release with the driver "
                    + driver.name().toLowerCase(Locale.ROOT) + " for " + system + " on " + processor
                    + "; --archive takes an SDK that was built for it.");
        }
        String name =
                "tornadovm-%s-%s-%s-%s.zip".formatted(VERSION, driver.name().toLowerCase(Locale.ROOT), platform, arch);
        return RELEASES + "v" + VERSION + "/" + name;
    }

    private boolean agreed(String source) throws IOException {
        console.err().print(Foreign.shown("Download " + source + "? [y/N] "));
        console.err().flush();
        BufferedReader reader = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
        String answer = reader.readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    /** The launcher starts a JVM that has TornadoVM's flags, which this one has not. */
    private int showDevices() throws IOException {
        String home = System.getProperty("blt4j.home", "");
        Path launcher = Path.of(home, "blt");
        if (home.isEmpty() || !Files.isExecutable(launcher)) {
            console.err().println("blt: See what it finds with: ./blt devices");
            return ExitCode.OK;
        }
        try {
            return new ProcessBuilder(List.of(launcher.toString(), "devices"))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }
}
