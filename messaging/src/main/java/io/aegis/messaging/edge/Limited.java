package io.aegis.messaging.edge;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An endpoint that a caller may use only so often: what is more is answered with 429 and Retry-After, and not worked. */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Limited {
    @Nonbinding
    Kind value();

    /** How often is a matter of configuration, {@link LimitsConfig}. */
    enum Kind {
        /** Counted for each customer, for others for each user. */
        MESSAGES,
        USAGE,
        /** Counted for each address: who calls is known only after the work of checking. */
        WEBHOOKS,
        LOGINS
    }
}
