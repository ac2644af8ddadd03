package io.aegis.agent.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How one answer of a paid model came about and what it cost.
 *
 * @param prompt the hash under which the whole prompt, instructions and tools, is kept
 * @param finish why the model stopped, in the provider's word
 * @param tokensIn tokens of the request
 * @param tokensOut tokens of the answer, with those that were thought and not said
 * @param costNanos in billionths of the currency of the configured prices
 * @param content the model's turn as it came, signatures included: it is sent back unchanged, and read by nobody else
 * @param reported the actions that the reply, when it is one, says were done
 */
public record Paid(
        String prompt,
        String finish,
        long tokensIn,
        long tokensOut,
        long costNanos,
        ObjectNode content,
        List<String> reported) {
    public Paid {
        content = content.deepCopy();
        reported = List.copyOf(reported);
    }

    public long tokens() {
        return tokensIn + tokensOut;
    }
}
