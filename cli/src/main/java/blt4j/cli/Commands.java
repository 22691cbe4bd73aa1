package blt4j.cli;

import blt4j.cli.annotate.AnnotateCommand;
import blt4j.cli.bench.BenchCommand;
import blt4j.cli.checkpoint.ConvertCommand;
import blt4j.cli.checkpoint.InfoCommand;
import blt4j.cli.checkpoint.VerifyCommand;
import blt4j.cli.compare.CompareCommand;
import blt4j.cli.console.Console;
import blt4j.cli.cost.FlopsCommand;
import blt4j.cli.device.DevicesCommand;
import blt4j.cli.eval.EvalCommand;
import blt4j.cli.hub.ModelsCommand;
import blt4j.cli.hub.PullCommand;
import blt4j.cli.lesson.LessonCommand;
import blt4j.cli.manual.Groups;
import blt4j.cli.text.EntropyCommand;
import blt4j.cli.text.GenerateCommand;
import blt4j.cli.text.PatchCommand;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The commands there are. A new one is a line here. */
final class Commands {
    /** Asks for help that leaves nothing out. */
    static final String HELP_ALL = "--help=all";

    private static final int NARROWEST_HELP = 60;
    private static final int WIDEST_HELP = 110;

    private Commands() {}

    private static Map<String, Supplier<Callable<Integer>>> all(Console console) {
        Map<String, Supplier<Callable<Integer>>> all = new LinkedHashMap<>();
        all.put("patch", () -> new PatchCommand(console));
        all.put("generate", () -> new GenerateCommand(console));
        all.put("entropy", () -> new EntropyCommand(console));
        all.put("info", () -> new InfoCommand(console));
        all.put("verify", () -> new VerifyCommand(console));
        all.put("bench", () -> new BenchCommand(console));
        all.put("eval", () -> new EvalCommand(console));
        all.put("devices", () -> new DevicesCommand(console));
        all.put("annotate", () -> new AnnotateCommand(console));
        all.put("convert", () -> new ConvertCommand(console));
        all.put("compare", () -> new CompareCommand(console));
        all.put("flops", () -> new FlopsCommand(console));
        all.put("lesson", () -> new LessonCommand(console));
        all.put("models", () -> new ModelsCommand(console));
        all.put("pull", () -> new PullCommand(console));
        all.put("visualize", VisualizeCommand::new);
        return all;
    }

    /** The command line with the one command that the arguments name, or with all of them where none is named. */
    static CommandLine commandLine(Console console, String[] args) {
        CommandLine root = new CommandLine(new Root());
        Map<String, Supplier<Callable<Integer>>> all = all(console);
        Supplier<Callable<Integer>> named = args.length == 0 ? null : all.get(args[0]);
        if (named != null) {
            // Reading the options of all commands would double the time that a short one takes.
            root.addSubcommand(args[0], named.get());
        } else {
            all.forEach((name, command) -> root.addSubcommand(name, command.get()));
            root.addSubcommand(new HelpCommand()).addSubcommand(new GenerateCompletion());
        }
        if (named == null || Arrays.stream(args).anyMatch(Commands::canAskForHelp)) {
            Groups.arrange(root.getCommandSpec(), List.of(args).contains(HELP_ALL));
        }
        int columns = console.terminal().columns();
        return root.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpLongOptionsMaxWidth(28)
                .setUsageHelpWidth(Math.clamp(columns == 0 ? WIDEST_HELP : columns, NARROWEST_HELP, WIDEST_HELP));
    }

    /** Help alone needs what its groups are made of. Letters can stand together, as in -qh. */
    private static boolean canAskForHelp(String argument) {
        return argument.startsWith("-") && argument.contains("h");
    }

    /** The program itself. */
    @Command(
            name = "blt",
            description = {"Byte Latent Transformers on the JVM: entropies, patches and text, byte by byte.", ""},
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Each command explains itself: blt COMMAND --help. A first look: blt patch \"Hello, world\"",
                "",
                "Exit codes: 0 all went well; 1 the work failed; 2 something that was given is not right;"
                        + " 130 interrupted; 141 nobody reads the output any more."
            })
    static final class Root {}
}
