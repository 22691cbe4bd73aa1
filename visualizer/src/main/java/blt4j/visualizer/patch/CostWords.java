package blt4j.visualizer.patch;

import blt4j.stage.Stage;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.Priced;
import blt4j.visualizer.state.Work;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says in words what drives the difference between patches and tokens: how long both are, and what the entropy model takes
 * of a model of this size and of a large one.
 *
 * @param messages the words
 */
record CostWords(Messages messages) {
    /** The longest patches of the paper's study, in bytes. */
    private static final int LONG_PATCH = 8;

    /** A few sentences; none before the tokens are known. */
    String why(Work work) {
        OptionalDouble token = work.bytesPerToken();
        if (token.isEmpty()) {
            return "";
        }
        double patch = Math.max(1, work.patches().bytesPerPatch());
        String steps = messages.get("why.steps", messages.number(patch, 1), messages.number(token.getAsDouble(), 1));
        return Stream.of(steps, entropyModel(work)).filter(s -> !s.isEmpty()).collect(Collectors.joining(" "));
    }

    /** Its share of this model's work, and of another's of quite another size. */
    private String entropyModel(Work work) {
        if (!work.entropic() || !work.models().containsKey(Priced.Of.BLT_7B)) {
            return "";
        }
        Work large = work.as(Priced.Of.BLT_7B);
        Work other = work.of() == Priced.Of.BLT_7B ? work.as(Priced.Of.OPEN) : large;
        double saving = large.savingAgainstTokensAt(LONG_PATCH).orElse(0);
        return messages.get(
                "why.entropyModel",
                percent(work),
                work.model().name(),
                percent(other),
                other.model().name(),
                LONG_PATCH,
                large.model().name(),
                Math.round(100 * saving));
    }

    private String percent(Work work) {
        double share = 100 * work.cost().share(Stage.ENTROPY_MODEL);
        return messages.number(share, share < 1.5 ? 1 : 0);
    }

    /** How large a token model is that costs as much. */
    String samePrice(Work work) {
        OptionalDouble tokens = work.tokenModelOfSamePrice();
        if (tokens.isEmpty()) {
            return "";
        }
        double own = work.model().parameters();
        return messages.get(
                "why.samePrice",
                messages.metric(tokens.getAsDouble()),
                work.model().name(),
                messages.metric(own));
    }

    /** The same for each model, the one that is shown first. */
    List<String> samePrices(Work work) {
        return Stream.of(Priced.Of.values())
                .filter(of -> work.models().containsKey(of))
                .map(of -> samePrice(work.as(of)))
                .filter(s -> !s.isEmpty())
                .toList();
    }
}
