package io.aegis.contracts;

import java.util.regex.Pattern;

/**
 * A login has ended before its tokens ran out: its user was removed, or has another password. Whoever checks tokens lets none
 * of it in any more.
 *
 * @param customer the one whose users were erased; {@link #USERS} for everybody else
 * @param login as the tokens name it: random, so that this says nothing of a person
 */
@WireType("aegis.login.ended.v1")
public record LoginEnded(CustomerId customer, String login) implements Message {
    /** No customer: it stands for the list of users, so that changes of it are kept in order. */
    public static final CustomerId USERS = new CustomerId("aegis.users");

    private static final Pattern LOGIN = Pattern.compile("[a-zA-Z0-9-]{1,64}");

    public LoginEnded {
        if (!LOGIN.matcher(login).matches()) {
            throw new IllegalArgumentException("a login is named by 1 to 64 letters, digits or hyphens");
        }
    }
}
