package io.aegis.monitor.domain;

import java.util.Locale;

/** How an intervention reaches the customer. */
public enum Channel {
    CONVERSATION,
    MAIL,
    WEBHOOK;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when it is none */
    public static Channel of(String wireName) {
        for (Channel channel : values()) {
            if (channel.wireName().equals(wireName)) {
                return channel;
            }
        }
        throw new IllegalArgumentException("'" + wireName + "' is none of [conversation, mail, webhook]");
    }
}
