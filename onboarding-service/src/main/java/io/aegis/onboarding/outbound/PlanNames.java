package io.aegis.onboarding.outbound;

import io.aegis.agent.application.ActionEffect.Refused;
import io.aegis.contracts.Tier;
import io.aegis.onboarding.OnboardingConfig.Plans;
import org.jspecify.annotations.Nullable;

/** What the billing system calls what Aegis sells: money comes from here, and never from what a model says. */
record PlanNames(String trial, String starter, String pro, String enterprise) {
    /** @param plans checked to be whole */
    static PlanNames of(Plans plans) {
        return new PlanNames(
                plans.trial().orElseThrow(),
                plans.starter().orElseThrow(),
                plans.pro().orElseThrow(),
                plans.enterprise().orElseThrow());
    }

    String of(Tier tier) {
        return switch (tier) {
            case STARTER -> starter;
            case PRO -> pro;
            case ENTERPRISE -> enterprise;
            case NONE, TRIAL -> throw new Refused("There is no plan " + tier.wireName() + " to move to.");
        };
    }

    /** A billing system's code for what is wrong, if it is one: it is told to people. */
    static String code(@Nullable String code, int status) {
        return code != null && code.matches("[a-z][a-z_]{0,60}") ? code : String.valueOf(status);
    }
}
