package io.aegis.onboarding.skill;

import io.aegis.onboarding.domain.Diagnosis;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** What this agent says; the words are in {@code templates}. */
@CheckedTemplate
class Replies {
    private Replies() {}

    /**
     * @param done what this turn did, empty when everything was there already
     * @param setbacks what could not be done
     * @param key the test key's placeholder, or empty
     */
    static native TemplateInstance started(
            List<String> done, List<String> setbacks, String key, String trialEnds, String sandbox);

    static native TemplateInstance diagnosed(Diagnosis.Evidence evidence, String cause, String advice);

    static native TemplateInstance asked(List<String> done, List<String> setbacks, String key);
}
