package blt4j.cli.manual;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command's manual page, as {@code man} reads it. */
final class Roff {
    private static final List<String> EXITS = List.of(
            "0", "All went well.",
            "1", "The work failed: a verification found differences, a transfer broke off, the disk is full.",
            "2", "Something that was given is not right: an option, a text, a model.",
            "130", "It was interrupted (Ctrl-C).",
            "141", "Nobody reads the output any more; nothing is said.");

    private final StringBuilder page = new StringBuilder();
    private final CommandSpec command;

    private Roff(CommandSpec command) {
        this.command = command;
    }

    /** The page of a command. */
    static String of(CommandSpec command, String version) {
        return new Roff(command).write(version);
    }

    /** What the page is called, without its section. */
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private String write(String version) {
        page.append(".TH ")
                .append(name(command).toUpperCase(Locale.ROOT))
                .append(" 1 \"\" \"")
                .append(text(version))
                .append("\" \"blt4j\"\n");
        section("NAME");
        List<String> description = List.of(command.usageMessage().description());
        String first = description.isEmpty() ? "" : description.getFirst();
        int end = first.indexOf(". ");
        line(
                name(command) + " \\- "
                        + text(end < 0 ? first : first.substring(0, end)).replaceFirst("\\.$", ""),
                true);
        section("SYNOPSIS");
        line(".B " + text(command.qualifiedName()), true);
        line(command.subcommands().isEmpty() ? "[OPTIONS]" + positionals() : "COMMAND [OPTIONS]", false);
        section("DESCRIPTION");
        paragraphs(description);
        if (command.subcommands().isEmpty()) {
            Groups.of(command).forEach(this::group);
        } else {
            section("COMMANDS");
            command.subcommands().forEach((name, sub) -> {
                String about =
                        String.join(" ", sub.getCommandSpec().usageMessage().description());
                item("\\fB" + text(name) + "\\fR", about.split("(?<=\\.) ", 2)[0]);
            });
        }
        footer(List.of(command.usageMessage().footer()));
        section("EXIT STATUS");
        for (int i = 0; i < EXITS.size(); i += 2) {
            item("\\fB" + EXITS.get(i) + "\\fR", EXITS.get(i + 1));
        }
        if (command.parent() != null) {
            section("SEE ALSO");
            line(".BR blt (1)", true);
        }
        return page.toString();
    }

    private String positionals() {
        StringBuilder all = new StringBuilder();
        command.positionalParameters()
                .forEach(p -> all.append(p.arity().min() == 0 ? " [" + p.paramLabel() + "]" : " " + p.paramLabel()));
        return all.toString();
    }

    private void section(String title) {
        page.append(".SH ").append(text(title)).append('\n');
    }

    private void line(String line, boolean raw) {
        page.append(raw ? line : text(line)).append('\n');
    }

    private void item(String term, String words) {
        page.append(".TP\n").append(term).append('\n').append(text(words)).append('\n');
    }

    private void paragraphs(List<String> lines) {
        for (String line : lines) {
            page.append(line.isEmpty() ? ".PP\n" : text(line) + "\n");
        }
    }

    private void group(String heading, List<ArgSpec> arguments) {
        section(heading.toUpperCase(Locale.ROOT));
        for (ArgSpec argument : arguments) {
            String value = argument.arity().max() == 0 ? "" : "\\fI" + text(argument.paramLabel()) + "\\fR";
            String term = argument instanceof OptionSpec option
                    ? "\\fB" + text(String.join(", ", option.names())) + "\\fR" + (value.isEmpty() ? "" : " " + value)
                    : value;
            item(term, Groups.describe(argument));
        }
    }

    /** Examples stand as they are typed. */
    private void footer(List<String> lines) {
        boolean examples = false;
        for (String line : lines) {
            if (line.equals("Examples:")) {
                section("EXAMPLES");
                page.append(".nf\n");
                examples = true;
            } else if (examples && !line.startsWith("  ")) {
                page.append(".fi\n");
                section("NOTES");
                page.append(text(line)).append('\n');
                examples = false;
            } else {
                page.append(line.isEmpty() ? ".PP\n" : text(line.strip()) + "\n");
            }
        }
        if (examples) {
            page.append(".fi\n");
        }
    }

    /** What a line of text is in roff. */
    private static String text(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
