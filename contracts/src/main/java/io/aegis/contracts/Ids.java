package io.aegis.contracts;

import java.util.regex.Pattern;

/** What every identifier on the wire has in common: short, printable, no white space. */
final class Ids {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,119}");

    private Ids() {}

    static void check(String name, String value) {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a " + name + " is 1 to 120 letters, digits or ._:@+- and starts with a letter or digit");
        }
    }
}
