package io.aegis.approval.outbound.policies;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.PropertyBindingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.aegis.approval.application.PolicyReader;
import io.aegis.approval.domain.PolicyDocument;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.regex.Pattern;

/** Policies are written in YAML. An unknown word in one is a fault: a misspelt condition would widen its rule. */
@ApplicationScoped
class PolicyYaml implements PolicyReader {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .build();

    @Override
    public PolicyDocument read(String text) {
        PolicyFile file;
        try {
            file = YAML.readValue(text, PolicyFile.class);
        } catch (JsonProcessingException e) {
            // An unknown word is found out at the end of what it stands in.
            throw new Invalid(
                    e instanceof PropertyBindingException unknown
                            ? first(text, "^[\\s-]*" + Pattern.quote(unknown.getPropertyName()) + "\\s*:.*$")
                            : line(e.getLocation()),
                    reason(e));
        }
        if (file == null) {
            throw new Invalid(1, "it is empty");
        }
        try {
            return file.document();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new Invalid(line(text, message.substring(message.lastIndexOf(' ') + 1)), message);
        }
    }

    @Override
    public int line(String text, String rule) {
        return first(text, "^[\\s-]*name:\\s*[\"']?" + Pattern.quote(rule) + "[\"']?\\s*(#.*)?$");
    }

    private static int first(String text, String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (wanted.matcher(lines.get(i)).matches()) {
                return i + 1;
            }
        }
        return 1;
    }

    private static int line(JsonLocation location) {
        return location == null ? 1 : Math.max(1, location.getLineNr());
    }

    /** The first line of the parser's message, without Java's names. */
    private static String reason(JsonProcessingException e) {
        String at =
                e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                        ? "'" + mapping.getPath().getLast().getFieldName() + "': "
                        : "";
        return at
                + e.getOriginalMessage()
                        .lines()
                        .findFirst()
                        .orElse("unreadable")
                        .replaceAll("\\(class [^)]*\\), ", "")
                        .replaceAll("`?(io|java)\\.[\\w.$]*\\.(\\w+)`?", "$2");
    }
}
