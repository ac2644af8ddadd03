package io.aegis.contracts;

/** What every identifier on the wire has in common: short, printable, no white space. */
final class Ids {
    private static final int LONGEST = 120;

    private Ids() {}

    /** Compared by hand: ids are checked some ten times a message. */
    static void check(String name, String value) {
        boolean fits = !value.isEmpty() && value.length() <= LONGEST && isLetterOrDigit(value.charAt(0));
        for (int i = 1; fits && i < value.length(); i++) {
            fits = isLetterOrDigit(value.charAt(i)) || "._:@+-".indexOf(value.charAt(i)) >= 0;
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "a " + name + " is 1 to 120 letters, digits or ._:@+- and starts with a letter or digit");
        }
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
