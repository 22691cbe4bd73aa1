package blt4j.cli.manual;

import blt4j.cli.option.Group;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The options of a command under headings: its own first, then those that it shares with others. */
public final class Groups {
    private static final String OWN = "Options";
    private static final String GENERAL = "Help";

    private Groups() {}

    /** Has a command and those below it show their options under headings, and a short first line. */
    public static void arrange(CommandSpec command) {
        UsageMessageSpec usage = command.usageMessage();
        usage.abbreviateSynopsis(true);
        if (command.parent() != null) {
            usage.sectionMap().remove(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST);
            usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, Groups::list);
        }
        command.subcommands().values().forEach(sub -> arrange(sub.getCommandSpec()));
    }

    private static String list(Help help) {
        CommandSpec command = help.commandSpec();
        StringBuilder all = new StringBuilder();
        of(command).forEach((heading, arguments) -> {
            Help.Layout layout = help.createDefaultLayout(
                    arguments.stream()
                            .filter(OptionSpec.class::isInstance)
                            .map(OptionSpec.class::cast)
                            .toList(),
                    arguments.stream()
                            .filter(PositionalParamSpec.class::isInstance)
                            .map(PositionalParamSpec.class::cast)
                            .toList(),
                    help.colorScheme());
            layout.addAllPositionalParameters(
                    arguments.stream()
                            .filter(PositionalParamSpec.class::isInstance)
                            .map(PositionalParamSpec.class::cast)
                            .toList(),
                    help.parameterLabelRenderer());
            layout.addAllOptions(
                    arguments.stream()
                            .filter(OptionSpec.class::isInstance)
                            .map(OptionSpec.class::cast)
                            .toList(),
                    help.parameterLabelRenderer());
            all.append(heading).append(":\n").append(layout);
        });
        return all.toString();
    }

    /** A command's arguments by heading, in the order in which they are told of; hidden ones are not among them. */
    static Map<String, List<ArgSpec>> of(CommandSpec command) {
        Map<String, List<ArgSpec>> groups = new LinkedHashMap<>();
        groups.put(OWN, new ArrayList<>());
        List<ArgSpec> all = new ArrayList<>(command.positionalParameters());
        all.addAll(command.options());
        for (ArgSpec argument : all) {
            if (!argument.hidden()) {
                groups.computeIfAbsent(heading(argument), h -> new ArrayList<>())
                        .add(argument);
            }
        }
        List<ArgSpec> general = groups.remove(GENERAL);
        if (general != null) {
            groups.put(GENERAL, general);
        }
        groups.values().removeIf(List::isEmpty);
        return groups;
    }

    /** What is told of an argument, in one line. */
    static String describe(ArgSpec argument) {
        return String.join(" ", argument.description())
                .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString()));
    }

    private static String heading(ArgSpec argument) {
        if (argument instanceof OptionSpec option && (option.usageHelp() || option.versionHelp())) {
            return GENERAL;
        }
        if (argument.userObject() instanceof Field field) {
            Group group = field.getDeclaringClass().getAnnotation(Group.class);
            if (group != null) {
                return group.value();
            }
        }
        return OWN;
    }
}
