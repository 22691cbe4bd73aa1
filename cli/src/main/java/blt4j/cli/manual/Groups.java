package blt4j.cli.manual;

import blt4j.cli.option.Group;
import blt4j.cli.option.Rare;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The options of a command under headings: its own first, then those that it shares with others. */
public final class Groups {
    /** In short help the last line before whatever else there is to say. */
    private static final String EXAMPLES = "Examples:";

    private static final String OWN = "Options";
    private static final String GENERAL = "Help";

    private Groups() {}

    /**
     * Has a command and those below it show their options under headings, and a short first line.
     *
     * @param whole whether rare options are explained, and what follows the examples is shown; otherwise help fits a screen
     */
    public static void arrange(CommandSpec command, boolean whole) {
        UsageMessageSpec usage = command.usageMessage();
        usage.abbreviateSynopsis(true);
        if (command.parent() != null) {
            usage.sectionMap().remove(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST);
            usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> list(help, whole));
            if (!whole) {
                usage.footer(examplesOf(usage.footer()));
            }
        }
        command.subcommands().values().forEach(sub -> arrange(sub.getCommandSpec(), whole));
    }

    /** The footer as far as its examples. */
    private static String[] examplesOf(String... footer) {
        List<String> lines = List.of(footer);
        int examples = lines.indexOf(EXAMPLES);
        int end = examples < 0 ? -1 : lines.subList(examples, lines.size()).indexOf("");
        return end < 0 ? footer : lines.subList(0, examples + end).toArray(String[]::new);
    }

    private static String list(Help help, boolean whole) {
        CommandSpec command = help.commandSpec();
        StringBuilder all = new StringBuilder();
        of(command).forEach((heading, every) -> {
            List<ArgSpec> arguments = every.stream()
                    .filter(argument -> whole || !isRare(argument, command))
                    .toList();
            if (heading.equals(GENERAL) && !whole) {
                all.append("Help:\n").append(shortHelp(command));
                return;
            }
            if (arguments.isEmpty()) {
                return;
            }
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

    /** Where the rest is told of, and the names of what is told there. */
    private static String shortHelp(CommandSpec command) {
        String rare = command.options().stream()
                .filter(option -> !option.hidden() && isRare(option, command))
                .map(OptionSpec::longestName)
                .collect(Collectors.joining(", "));
        int width = command.usageMessage().width();
        String text = rare.isEmpty()
                ? "--help=all tells more; so does 'man blt-" + command.name() + "'."
                : "--help=all (or 'man blt-" + command.name() + "') explains as well: " + rare;
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ", -1)) {
            if (column == 0 || column + 1 + word.length() > width) {
                lines.append(column == 0 ? "  " : "\n  ");
                column = 2 + word.length();
            } else {
                lines.append(' ');
                column += 1 + word.length();
            }
            lines.append(word);
        }
        return lines.append('\n').toString();
    }

    /** Whether an argument is rare, or all are that the command takes over with it. */
    private static boolean isRare(ArgSpec argument, CommandSpec command) {
        return argument.userObject() instanceof Field field
                && (field.isAnnotationPresent(Rare.class)
                        || Arrays.stream(command.userObject().getClass().getDeclaredFields())
                                .anyMatch(mixin -> mixin.isAnnotationPresent(Rare.class)
                                        && mixin.getType() == field.getDeclaringClass()));
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
