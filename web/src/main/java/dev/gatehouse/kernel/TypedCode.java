package dev.gatehouse.kernel;

/** Codes as people type them: with blanks and dashes, in any case, with the digits of their script. */
public final class TypedCode {
    private TypedCode() {}

    /** The letters and digits of it, letters in lower case, digits as 0 to 9. */
    public static String of(String typed) {
        StringBuilder code = new StringBuilder(typed.length());
        typed.codePoints().forEach(point -> {
            int digit = Character.isDigit(point) ? Character.digit(point, 10) : -1;
            if (digit >= 0) {
                code.append((char) ('0' + digit));
            } else if (Character.isLetter(point)) {
                code.appendCodePoint(Character.toLowerCase(point));
            }
        });
        return code.toString();
    }
}
