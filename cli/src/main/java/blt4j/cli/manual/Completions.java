package blt4j.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the Tab key offers after {@code blt}, for shells that picocli writes nothing for. */
final class Completions {
    private Completions() {}

    /** For fish. */
    static String fish(CommandSpec root) {
        StringBuilder script = new StringBuilder("# Completion of blt for fish.\n");
        for (CommandLine sub : root.subcommands().values()) {
            CommandSpec command = sub.getCommandSpec();
            script.append("complete -c blt -n __fish_use_subcommand -f -a %s -d %s%n"
                    .formatted(command.name(), quoted(summary(command))));
        }
        for (CommandLine sub : root.subcommands().values()) {
            CommandSpec command = sub.getCommandSpec();
            for (OptionSpec option : visible(command)) {
                script.append("complete -c blt -n '__fish_seen_subcommand_from ")
                        .append(command.name())
                        .append('\'');
                for (String name : option.names()) {
                    script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
                }
                if (option.arity().max() > 0) {
                    List<String> values = values(option);
                    script.append(values.isEmpty() ? " -r" : " -x -a " + quoted(String.join(" ", values)));
                }
                script.append(" -d ").append(quoted(summary(option))).append('\n');
            }
        }
        return script.toString();
    }

    /** For zsh. */
    static String zsh(CommandSpec root) {
        StringBuilder script =
                new StringBuilder("#compdef blt\n# Completion of blt for zsh.\n_blt() {\n  local -a commands\n");
        script.append("  commands=(\n");
        for (CommandLine sub : root.subcommands().values()) {
            CommandSpec command = sub.getCommandSpec();
            script.append("    ")
                    .append(quoted(command.name() + ":" + summary(command).replace(":", "\\:")))
                    .append('\n');
        }
        script.append("  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n");
        script.append("  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $command in\n");
        for (CommandLine sub : root.subcommands().values()) {
            CommandSpec command = sub.getCommandSpec();
            script.append("    ").append(command.name()).append(")\n      _arguments -s");
            for (OptionSpec option : visible(command)) {
                for (String name : option.names()) {
                    script.append(" \\\n        ").append(quoted(argument(name, option)));
                }
            }
            script.append(" \\\n        '*:file:_files' ;;\n");
        }
        return script.append("  esac\n}\n_blt \"$@\"\n").toString();
    }

    private static String argument(String name, OptionSpec option) {
        String about = summary(option)
                .replace("\\", "")
                .replace("[", "(")
                .replace("]", ")")
                .replace(":", "\\:");
        String value = "";
        if (option.arity().max() > 0) {
            List<String> values = values(option);
            value = ":" + option.paramLabel().replace(":", "\\:") + ":"
                    + (values.isEmpty() ? "_files" : "(" + String.join(" ", values) + ")");
        }
        return "*" + name + "[" + about + "]" + value;
    }

    private static List<OptionSpec> visible(CommandSpec command) {
        return command.options().stream().filter(o -> !o.hidden()).toList();
    }

    /** What a value may be, where that is a list. */
    private static List<String> values(ArgSpec option) {
        Class<?> type = option.type() == Optional.class || List.class.isAssignableFrom(option.type())
                ? option.auxiliaryTypes()[0]
                : option.type();
        List<String> values = new ArrayList<>();
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                values.add(constant.toString().toLowerCase(Locale.ROOT));
            }
        }
        return values;
    }

    private static String summary(CommandSpec command) {
        return first(command.usageMessage().description());
    }

    private static String summary(ArgSpec option) {
        return first(Groups.describe(option));
    }

    /** The first sentence. */
    private static String first(String... description) {
        String all = description.length == 0 ? "" : description[0];
        return all.split("(?<=[.;:]) ", 2)[0].replaceFirst("[.;:]$", "");
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
