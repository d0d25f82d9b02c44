package dev.gatehouse.guard;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) and forgives nothing: doubled members at any depth, bad UTF-8, lone surrogates, deep nesting and
 * trailing text are refused, since two readers that forgive differently see two different tokens (RFC 8725 section 2.4).
 * Yields String, Long, Double, Boolean, List, Map and {@link #NULL}.
 */
final class StrictJson {
    /** JSON's null; an object of its own, so that a member with it is not taken for an absent one. */
    static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    /** The text is not what {@link StrictJson} reads; the message never quotes it. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    private static final int DEEPEST = 16;

    private final String text;
    private int at;

    private StrictJson(String text) {
        this.text = text;
    }

    /** The one object that these bytes are. */
    static Map<String, Object> object(byte[] utf8) throws Malformed {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("bad UTF-8");
        }
        StrictJson reader = new StrictJson(text);
        reader.space();
        Map<String, Object> object = reader.readObject(1);
        reader.space();
        if (reader.at != text.length()) {
            throw new Malformed("text after the object");
        }
        return object;
    }

    private Object value(int depth) throws Malformed {
        return switch (peek()) {
            case '{' -> readObject(depth + 1);
            case '[' -> readArray(depth + 1);
            case '"' -> readString();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", NULL);
            default -> readNumber();
        };
    }

    private Map<String, Object> readObject(int depth) throws Malformed {
        expect('{', depth);
        Map<String, Object> members = new LinkedHashMap<>();
        space();
        if (take('}')) {
            return members;
        }
        do {
            space();
            String name = readString();
            space();
            expect(':', depth);
            space();
            if (members.put(name, value(depth)) != null) {
                throw new Malformed("a member twice");
            }
            space();
        } while (take(','));
        expect('}', depth);
        return members;
    }

    private List<Object> readArray(int depth) throws Malformed {
        expect('[', depth);
        List<Object> elements = new ArrayList<>();
        space();
        if (take(']')) {
            return elements;
        }
        do {
            space();
            elements.add(value(depth));
            space();
        } while (take(','));
        expect(']', depth);
        return elements;
    }

    private String readString() throws Malformed {
        expect('"', 0);
        int start = at;
        while (peek() != '"' && peek() != '\\') {
            plain(text.charAt(at++));
        }
        if (take('"')) {
            return text.substring(start, at - 1);
        }
        StringBuilder string = new StringBuilder(text.substring(start, at));
        while (!take('"')) {
            char c = peek();
            at++;
            if (c == '\\') {
                string.append(escape());
            } else {
                plain(c);
                string.append(c);
            }
        }
        for (int i = 0; i < string.length(); i++) {
            if (Character.isSurrogate(string.charAt(i))) {
                if (i + 1 == string.length() || !Character.isSurrogatePair(string.charAt(i), string.charAt(i + 1))) {
                    throw new Malformed("half a character");
                }
                i++;
            }
        }
        return string.toString();
    }

    private static void plain(char c) throws Malformed {
        if (c < 0x20) {
            throw new Malformed("a control character in a string");
        }
    }

    private char escape() throws Malformed {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
                    if (digit < 0) {
                        throw new Malformed("a bad escape");
                    }
                    code = code << 4 | digit;
                    at++;
                }
                yield (char) code;
            }
            default -> throw new Malformed("a bad escape");
        };
    }

    private Object readNumber() throws Malformed {
        int start = at;
        take('-');
        int first = at;
        int whole = digits();
        if (whole == 0 || (whole > 1 && text.charAt(first) == '0')) {
            throw new Malformed("neither a value nor a number");
        }
        boolean integer = true;
        if (take('.')) {
            integer = false;
            if (digits() == 0) {
                throw new Malformed("a bad number");
            }
        }
        if (take('e') || take('E')) {
            integer = false;
            if (!take('+')) {
                take('-');
            }
            if (digits() == 0) {
                throw new Malformed("a bad number");
            }
        }
        if (at - start > 32) {
            throw new Malformed("a long number");
        }
        String number = text.substring(start, at);
        if (integer && number.length() <= 18) {
            return Long.valueOf(number);
        }
        return Double.valueOf(number);
    }

    private int digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - start;
    }

    private Object word(String word, Object value) throws Malformed {
        if (!text.startsWith(word, at)) {
            throw new Malformed("an unknown word");
        }
        at += word.length();
        return value;
    }

    private void space() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws Malformed {
        if (at >= text.length()) {
            throw new Malformed("an early end");
        }
        return text.charAt(at);
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c, int depth) throws Malformed {
        if (depth > DEEPEST) {
            throw new Malformed("deep nesting");
        }
        if (!take(c)) {
            throw new Malformed("something unexpected");
        }
    }
}
