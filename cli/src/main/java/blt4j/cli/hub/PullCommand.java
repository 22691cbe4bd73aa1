package blt4j.cli.hub;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.WholeFile;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Output;
import blt4j.cli.console.Progress;
import blt4j.cli.console.Units;
import blt4j.model.LocalModels;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code blt pull}: brings a model from the Hugging Face Hub. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Brings a model from the Hugging Face Hub into your folder of models, where -m NAME finds it. Only the files"
                    + " that blt needs come. What was cut off goes on where it was; sizes and digests are checked.",
            ""
        },
        footer = {
            "",
            "A model whose owner wants terms accepted (gated), or a private one, needs a token: in HF_TOKEN, or where"
                    + " 'hf auth login' leaves it. HF_ENDPOINT names another server than https://huggingface.co,"
                    + " BLT_MODELS another folder than ~/.local/share/blt4j/models. No other command uses the network,"
                    + " but for 'devices --install'.",
            "",
            "The folder is printed on standard output. Exit codes: 1 if the transfer failed (the same command goes on);"
                    + " 2 if there is no such model, no access to it, or no room for it; 130 if it was interrupted.",
            "",
            "Examples:",
            "  blt pull facebook/blt-1b",
            "  HF_TOKEN=hf_... blt pull facebook/blt-7b && blt generate -m blt-7b \"Once upon a time, \"",
            "  blt pull --dry-run facebook/blt-1b",
            "  blt info -m \"$(blt pull OWNER/NAME)\""
        })
public final class PullCommand implements Callable<Integer> {
    /** Where it is noted what a folder holds. */
    static final String RECORD = ".blt4j-pull.json";

    private static final String CONFIG = "config.json";
    private static final Set<String> KNOWN_TYPES = Set.of("blt", "blt_patcher", "llama");
    private static final String NAMES = "[A-Za-z0-9][\\w.-]{0,95}/[A-Za-z0-9][\\w.-]{0,95}";
    private static final int MOST_CONNECTIONS = 16;

    private final Console console;
    private final Map<String, String> environment;

    @Parameters(index = "0", paramLabel = "OWNER/NAME", description = "The model, as the Hub calls it.")
    private String id = "";

    @Option(
            names = "--revision",
            paramLabel = "REVISION",
            defaultValue = "main",
            description = "A branch, tag or commit; without it, ${DEFAULT-VALUE}.")
    private String revision = "main";

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "4",
            description = "Connections at once, 1 to " + MOST_CONNECTIONS + "; without it, ${DEFAULT-VALUE}.")
    private int connections;

    @Option(names = "--dry-run", description = "Says which files would come, and brings none.")
    private boolean dryRun;

    @Option(names = "--any", description = "Brings a model even if blt cannot open its kind.")
    private boolean any;

    @Option(names = "--verbose", description = "Says more; shows where in the program an error arose.")
    private boolean verbose;

    /** The command on a console, in the environment of this process. */
    public PullCommand(Console console) {
        this.console = console;
        this.environment = System.getenv();
    }

    @Override
    public Integer call() throws IOException {
        if (!id.matches(NAMES)) {
            throw new BltException("'" + id + "' is not of the form OWNER/NAME, as facebook/blt-1b is.");
        }
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new BltException(
                    "--connections is " + connections + "; it must be from 1 to " + MOST_CONNECTIONS + ".");
        }
        try (Hub hub = new Hub(endpoint(), Token.find(environment))) {
            console.interruption().onRequest(hub::stop);
            return pull(hub);
        } catch (TransferException e) {
            if (!wanted()) {
                throw (CancellationException) new CancellationException("interrupted").initCause(e);
            }
            if (verbose) {
                e.printStackTrace(console.err());
            }
            console.err().println(Foreign.shown("blt: " + e.getMessage()));
            return ExitCode.FAILED;
        }
    }

    private URI endpoint() {
        String named = environment.getOrDefault("HF_ENDPOINT", "").replaceFirst("/+$", "");
        try {
            URI uri = URI.create(named.isEmpty() ? "https://huggingface.co" : named);
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new BltException("HF_ENDPOINT is '" + named + "', which is no address of a server.", e);
        }
        throw new BltException("HF_ENDPOINT is '" + named + "', which is no address of a server, as https://NAME is.");
    }

    private boolean wanted() {
        return !console.interruption().requested();
    }

    private int pull(Hub hub) throws IOException {
        RemoteModel model = hub.model(id, revision);
        List<RemoteFile> files = FileChoice.of(model.files());
        introduce(hub, model, files);
        requireUse(hub, model, files);
        Path place =
                LocalModels.of(environment).place(id.substring(0, id.indexOf('/')), id.substring(id.indexOf('/') + 1));
        Output out = new Output(console.out());
        if (dryRun) {
            for (RemoteFile file : files) {
                out.list("%10s  %s".formatted(Units.bytes(file.size()), file.path()));
            }
        } else {
            if (!isHere(place, model, files)) {
                bring(hub, model, files, place);
            }
            console.err()
                    .println(Foreign.shown(
                            id + " is in " + place + "; it is opened with -m " + place.getFileName() + "."));
            out.println(place.toString());
        }
        out.flush();
        return ExitCode.OK;
    }

    private void introduce(Hub hub, RemoteModel model, List<RemoteFile> files) {
        long bytes = files.stream().mapToLong(RemoteFile::size).sum();
        String licence = model.license()
                .map(l -> "; its licence is " + l
                        + model.licenseLink().map(at -> " (" + at + ")").orElse("; read it at " + hub.page(id)))
                .orElse("; its card names no licence; read about it at " + hub.page(id));
        console.err()
                .println(Foreign.shown("%s at %s: %d files, %s%s."
                        .formatted(
                                id,
                                model.commit()
                                        .substring(0, Math.min(8, model.commit().length())),
                                files.size(),
                                Units.bytes(bytes),
                                licence)));
        if (model.gated()) {
            console.err()
                    .println(Foreign.shown("It is gated: its owner gives it to those who accepted the terms at "
                            + hub.page(id) + "."));
        }
    }

    /** Rather than bring gigabytes that cannot be opened. */
    private void requireUse(Hub hub, RemoteModel model, List<RemoteFile> files) throws IOException {
        if (files.stream()
                .anyMatch(f -> f.size() < 0
                        || !f.path().equals(Path.of(f.path()).normalize().toString()))) {
            throw new TransferException("The Hub says nothing sensible of the files of " + id + ".");
        }
        if (any) {
            return;
        }
        if (!FileChoice.hasWeights(files)) {
            throw new BltException("The repository " + id + " has no weights that blt can open (safetensors, or the"
                    + " original's .pth); see its files at " + hub.page(id) + ".");
        }
        Optional<RemoteFile> config =
                files.stream().filter(f -> f.path().equals(CONFIG)).findFirst();
        if (config.isPresent()) {
            JsonNode type = config(hub.read(model, config.get())).path("model_type");
            if (type.isTextual() && !KNOWN_TYPES.contains(type.asText())) {
                throw new BltException("The model " + id + " is of the kind '" + type.asText()
                        + "', which blt cannot open; it opens "
                        + String.join(", ", KNOWN_TYPES.stream().sorted().toList())
                        + " and the original's. --any brings it nevertheless.");
            }
        }
    }

    private static JsonNode config(byte[] json) throws IOException {
        try {
            return new JsonMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new TransferException("The model's config.json is not valid JSON.", e);
        }
    }

    private static boolean isHere(Path place, RemoteModel model, List<RemoteFile> files) throws IOException {
        Path record = place.resolve(RECORD);
        if (!Files.isRegularFile(record)
                || !new JsonMapper()
                        .readTree(record.toFile())
                        .path("commit")
                        .asText()
                        .equals(model.commit())) {
            return false;
        }
        for (RemoteFile file : files) {
            Path local = place.resolve(file.path());
            if (!Files.isRegularFile(local) || Files.size(local) != file.size()) {
                return false;
            }
        }
        return true;
    }

    private void bring(Hub hub, RemoteModel model, List<RemoteFile> files, Path place) throws IOException {
        Path partial = LocalModels.of(environment).folder().resolve(".partial").resolve(id.replace("/", "--"));
        Files.createDirectories(partial);
        try (FileChannel channel = FileChannel.open(
                        partial.resolveSibling(partial.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock _ = lock(channel)) {
            List<RemoteFile> missing = missing(files, partial, place);
            requireRoom(missing, partial);
            bring(new Bringing(hub, model, partial), missing);
            note(model, files, partial);
            settle(partial, place);
        }
        Files.deleteIfExists(partial.resolveSibling(partial.getFileName() + ".lock"));
    }

    private FileLock lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            throw new BltException("Another 'blt pull' is bringing " + id + "; wait for it, or end it.", e);
        }
        throw new BltException("Another 'blt pull' is bringing " + id + "; wait for it, or end it.");
    }

    /** What is not there yet. What an older version of the model has of the newer is taken from it. */
    private List<RemoteFile> missing(List<RemoteFile> files, Path partial, Path place) throws IOException {
        List<RemoteFile> missing = new ArrayList<>();
        for (RemoteFile file : files) {
            Path target = partial.resolve(file.path());
            if (file.isIn(target, this::wanted)) {
                continue;
            }
            Files.deleteIfExists(target);
            Path older = place.resolve(file.path());
            if (file.isIn(older, this::wanted)) {
                createFolderOf(target);
                Files.copy(older, target);
            } else {
                missing.add(file);
            }
        }
        return missing;
    }

    private void requireRoom(List<RemoteFile> missing, Path partial) throws IOException {
        long needed = 0;
        for (RemoteFile file : missing) {
            Path begun = partial.resolve(file.path() + ".part");
            needed += file.size() - (Files.exists(begun) ? occupied(partial, file) : 0);
        }
        long free = Files.getFileStore(partial).getUsableSpace();
        if (needed > free) {
            throw new BltException(
                    "There is no room for it: %s are needed in %s, and %s are free. BLT_MODELS names another folder."
                            .formatted(
                                    Units.bytes(needed),
                                    LocalModels.of(environment).folder(),
                                    Units.bytes(free)));
        }
    }

    private static long occupied(Path partial, RemoteFile file) throws IOException {
        try (PartialFile begun = PartialFile.open(partial.resolve(file.path()), file)) {
            return begun.bytes();
        }
    }

    /** What a transfer is between. */
    private record Bringing(Hub hub, RemoteModel model, Path partial) {}

    private void bring(Bringing between, List<RemoteFile> missing) throws IOException {
        long total = missing.stream().mapToLong(RemoteFile::size).sum();
        long there = 0;
        for (RemoteFile file : missing) {
            if (Files.exists(between.partial().resolve(file.path() + ".part"))) {
                there += occupied(between.partial(), file);
            }
        }
        if (there > 0) {
            console.err()
                    .println("Going on where it was: %s of %s are here."
                            .formatted(Units.bytes(there), Units.bytes(total)));
        }
        if (!console.terminal().error()) {
            bring(between, missing, n -> {});
            return;
        }
        try (ProgressBar bar = Progress.open(id.substring(id.indexOf('/') + 1), " MiB", 1 << 20, console, total)) {
            bar.stepTo(there);
            bring(between, missing, bar::stepBy);
        }
    }

    private void bring(Bringing between, List<RemoteFile> missing, LongConsumer arrived) throws IOException {
        Transfer transfer = new Transfer(between.hub(), between.model(), connections, this::wanted, arrived);
        for (RemoteFile file : missing) {
            Path target = between.partial().resolve(file.path());
            createFolderOf(target);
            transfer.bring(file, target);
            if (verbose) {
                console.err().println(Foreign.shown(file.path() + " is here, " + Units.bytes(file.size())));
            }
        }
    }

    private void note(RemoteModel model, List<RemoteFile> files, Path partial) throws IOException {
        ObjectNode record = new JsonMapper().createObjectNode();
        record.put("model", id).put("revision", revision).put("commit", model.commit());
        model.license().ifPresent(l -> record.put("license", l));
        for (RemoteFile file : files) {
            ObjectNode entry = record.withArray("files").addObject();
            entry.put("path", file.path()).put("size", file.size());
            file.sha256().ifPresent(d -> entry.put("sha256", d));
        }
        Files.writeString(partial.resolve(RECORD), record.toPrettyString() + "\n");
    }

    /** Puts the new folder where the old one is; whoever has the old one's files open keeps them. */
    private static void settle(Path partial, Path place) throws IOException {
        createFolderOf(place);
        Path old = partial.resolveSibling(partial.getFileName() + ".old");
        delete(old);
        if (Files.exists(place)) {
            WholeFile.moveInto(place, old);
        }
        WholeFile.moveInto(partial, place);
        delete(old);
    }

    private static void createFolderOf(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
