package io.aegis.onboarding.domain;

import io.aegis.contracts.Tier;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Which plan the customer's words mean, for a customer on the plan they have. */
public final class WishedPlan {
    private static final List<Tier> PAID = List.of(Tier.STARTER, Tier.PRO, Tier.ENTERPRISE);

    /** A plan that is named to be left: "from starter", "instead of pro", "not pro but". */
    private static final Pattern LEFT = Pattern.compile(
            "\\b(from|instead of|rather than|not|leave|outgrown?|outgrew) (the |our |my )?(starter|pro|enterprise)\\b");

    private static final Pattern NAMED = Pattern.compile("\\b(starter|pro|enterprise)\\b");
    private static final Pattern UP = Pattern.compile("\\b(upgrade|bigger|larger|higher|next|outgrown?|outgrew)\\b");
    private static final Pattern DOWN = Pattern.compile("\\b(downgrade|smaller|lower|cheaper)\\b");

    private WishedPlan() {}

    /** Empty when the words leave it open. */
    public static Optional<Tier> of(String text, Tier current) {
        String said = text.toLowerCase(Locale.ROOT);
        Optional<Tier> named = NAMED.matcher(LEFT.matcher(said).replaceAll(" "))
                .results()
                .map(MatchResult::group)
                .map(Tier::of)
                .reduce((earlier, later) -> later);
        return named.isPresent() ? named : beside(said, PAID.indexOf(current));
    }

    private static Optional<Tier> beside(String said, int current) {
        boolean up = UP.matcher(said).find();
        if (current < 0 || up == DOWN.matcher(said).find()) {
            return Optional.empty();
        }
        int wished = up ? current + 1 : current - 1;
        return wished < 0 || wished >= PAID.size() ? Optional.empty() : Optional.of(PAID.get(wished));
    }
}
