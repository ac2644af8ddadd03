package io.aegis.query.outbound.pages;

import io.aegis.query.domain.Passage;
import io.aegis.query.domain.PassageId;
import io.aegis.query.domain.Section;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A file of the documentation as it was read: a title, and parts under headings. */
record Page(String title, List<Part> parts) {
    private static final int LONGEST_ANCHOR = 80;

    Page {
        parts = List.copyOf(parts);
    }

    /**
     * @param heading empty for what comes before the first one
     * @param text Markdown
     * @param also words that customers use for it; searched, and not shown
     */
    record Part(String heading, String text, String also) {
        static Part of(String heading, String text) {
            return new Part(heading, text, "");
        }
    }

    /** Its parts as they are searched, without the empty ones. Headings that are there twice are told apart by their order. */
    List<Section> sections(String path, Function<PassageId, String> url) {
        Map<String, Integer> seen = new HashMap<>();
        List<Section> sections = new ArrayList<>();
        for (Part part : parts) {
            if (!part.text.isBlank()) {
                PassageId id = new PassageId(place(path, anchor(part.heading), seen));
                sections.add(
                        new Section(new Passage(id, title, part.heading, part.text.strip(), url.apply(id)), part.also));
            }
        }
        return sections;
    }

    private static String place(String path, String anchor, Map<String, Integer> seen) {
        int times = seen.merge(anchor, 1, Integer::sum);
        String unique = times == 1 ? anchor : anchor.isEmpty() ? String.valueOf(times) : anchor + "-" + times;
        return unique.isEmpty() ? path : path + "#" + unique;
    }

    /** The heading as most sites' anchors spell it: lower case, hyphens between the words, nothing else. */
    private static String anchor(String heading) {
        String plain = Normalizer.normalize(heading, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_]+", "-")
                .replaceAll("^-|-$", "");
        return plain.length() <= LONGEST_ANCHOR ? plain : plain.substring(0, LONGEST_ANCHOR);
    }
}
