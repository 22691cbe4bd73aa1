package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import blt4j.BltException;
import blt4j.cli.Manual;
import blt4j.visualizer.window.LaunchOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The launcher starts the window without the command line's parser, so both have to know the same options. */
class LaunchOptionsTest {
    @Test
    void theWindowTakesWhatTheCommandTakes() {
        Map<String, CommandLine> commands = Manual.commands().getSubcommands();
        CommandLine visualize = Objects.requireNonNull(commands.get("visualize"));
        List<OptionSpec> options = visualize.getCommandSpec().options();
        assertEquals(
                new TreeSet<>(LaunchOptions.names()),
                options.stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .map(option -> option.longestName().substring(2))
                        .collect(Collectors.toCollection(TreeSet::new)));
        for (OptionSpec option : options) {
            if (option.usageHelp() || option.versionHelp()) {
                continue;
            }
            String field = option.longestName().substring(2);
            for (String name : option.names()) {
                boolean flag = option.arity().max() == 0 || option.arity().min() == 0;
                LaunchOptions parsed = LaunchOptions.parse(flag ? List.of(name) : List.of(name, "1"));
                assertEquals(Optional.of(flag ? "true" : "1"), parsed.get(field), name);
            }
        }
    }

    @Test
    void aTextByItselfIsTheText() {
        assertEquals(
                Optional.of("hello"),
                LaunchOptions.parse(List.of("-m", "x", "hello")).get("text"));
        assertThrows(BltException.class, () -> LaunchOptions.parse(List.of("one", "two")));
        assertThrows(BltException.class, () -> LaunchOptions.parse(List.of("--nonsense")));
    }
}
