package blt4j.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** What to say of an argument that nobody asked for, and what was probably meant. */
final class Misspelling {
    private Misspelling() {}

    /** A sentence, and a question where something known is spelled nearly so. */
    static String explain(UnmatchedArgumentException e) {
        String argument = e.getUnmatched().getFirst();
        CommandSpec command = e.getCommandLine().getCommandSpec();
        if (argument.startsWith("-")) {
            return "There is no option '" + argument + "' here."
                    + question(argument, command.optionsMap().keySet());
        }
        if (command.parent() == null) {
            return "There is no command '" + argument + "'."
                    + question(argument, command.subcommands().keySet());
        }
        return "'" + argument + "' is one argument too many. A text of several words stands in quotes.";
    }

    private static String question(String given, Collection<String> known) {
        int far = Math.max(1, given.length() / 3);
        Optional<String> nearest = known.stream()
                .filter(name -> distance(given, name) <= far)
                .min(Comparator.comparingInt(name -> distance(given, name)));
        return nearest.map(name -> " Did you mean " + name + "?").orElse("");
    }

    /** How many letters are to be added, left out or changed, or neighbours exchanged. */
    static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        Arrays.setAll(last, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(last[j - 1] + changed, 1 + Math.min(last[j], row[j - 1]));
                boolean exchanged =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (exchanged) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            before = last;
            last = row;
        }
        return last[b.length()];
    }
}
