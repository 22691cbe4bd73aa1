package blt4j.cli.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The files about the commands, laid out as a system's {@code share} folder is. */
public final class Pages {
    private Pages() {}

    /** Writes them all. */
    public static void write(Path share, CommandLine commands, String version) throws IOException {
        Path pages = Files.createDirectories(share.resolve("man/man1"));
        put(pages.resolve("blt.1"), Roff.of(commands.getCommandSpec(), version));
        for (CommandLine sub : commands.getSubcommands().values()) {
            put(pages.resolve(Roff.name(sub.getCommandSpec()) + ".1"), Roff.of(sub.getCommandSpec(), version));
        }
        put(
                Files.createDirectories(share.resolve("bash-completion/completions"))
                        .resolve("blt"),
                undated(AutoComplete.bash("blt", commands)));
        put(
                Files.createDirectories(share.resolve("zsh/site-functions")).resolve("_blt"),
                Completions.zsh(commands.getCommandSpec()));
        put(
                Files.createDirectories(share.resolve("fish/vendor_completions.d"))
                        .resolve("blt.fish"),
                Completions.fish(commands.getCommandSpec()));
    }

    /** The same each time it is built. */
    private static String undated(String script) {
        return script.replaceAll("(?m)^# +Generated (on|by).*\\R", "");
    }

    private static void put(Path file, String content) throws IOException {
        Files.writeString(file, content.replace("\r\n", "\n"));
    }
}
