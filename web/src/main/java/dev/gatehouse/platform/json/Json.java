package dev.gatehouse.platform.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one JSON mapper. Writes records in the order of their components, in snake_case, nulls included, times in
 * ISO-8601. Reads only well-formed UTF-8 without duplicate keys or anything behind the value, at most
 * {@value #MAX_DEPTH} levels deep, with numbers of at most {@value #MAX_NUMBER} digits.
 */
public final class Json {
    /** Levels of arrays and objects. */
    public static final int MAX_DEPTH = 32;

    /** Characters of one number. */
    public static final int MAX_NUMBER = 40;

    private static final int MAX_NAME = 256;
    private static final int LONGEST_SHOWN = 64;
    private static final int MAX_TOKENS = 20_000;
    private static final int MAX_TEXT = 1 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER)
                            .maxNameLength(MAX_NAME)
                            .maxTokenCount(MAX_TOKENS)
                            .maxStringLength(MAX_TEXT)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** The value as UTF-8. */
    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /** The value as text. */
    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /**
     * Reads one value.
     *
     * @throws MalformedJson where it is not well-formed or too much
     */
    public static JsonNode read(byte[] utf8) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            JsonNode node = MAPPER.readTree(text);
            if (node.isMissingNode()) {
                throw new MalformedJson("The body is empty where JSON is expected.");
            }
            return node;
        } catch (CharacterCodingException e) {
            throw new MalformedJson("The body is not UTF-8.");
        } catch (StreamConstraintsException e) {
            throw new MalformedJson("The JSON is nested too deep, or has a number, name or count that is too large.");
        } catch (JacksonException e) {
            String problem = e.getOriginalMessage();
            throw new MalformedJson(
                    problem != null && problem.startsWith("Duplicate")
                            ? duplicate(problem)
                            : "The body is not well-formed JSON.");
        }
    }

    /** Names the key, which the parser's message has in quotes. */
    private static String duplicate(String problem) {
        int open = problem.indexOf('"');
        int close = problem.lastIndexOf('"');
        boolean named = open >= 0 && close > open && close - open <= LONGEST_SHOWN;
        return "The JSON names " + (named ? problem.substring(open, close + 1) : "the same key") + " twice.";
    }

    /** Reads one value; as {@link #read(byte[])}. */
    public static JsonNode read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads what {@link #bytes} of this program wrote, into the same type.
     *
     * @throws JacksonException where it is something else, which nobody but this program may have had a hand in
     */
    public static <T> T read(byte[] utf8, Class<T> type) {
        return MAPPER.readValue(utf8, type);
    }
}
