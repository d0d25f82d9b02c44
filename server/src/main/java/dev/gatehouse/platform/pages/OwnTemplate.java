package dev.gatehouse.platform.pages;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An operator's template for the head or foot of every page: Mustache, without logic, every value escaped. It can use
 * {@code service}, {@code language}, {@code direction}, {@code terms_url}, {@code privacy_url}, {@code support} and
 * {@code own.…}, the operator's own texts in the reader's language.
 */
final class OwnTemplate {
    /** What would print a value as it is, fetch another file, or change what this pattern looks for. */
    private static final Pattern FORBIDDEN = Pattern.compile("\\{\\{\\s*[{&>=]");

    private final Template template;

    /** @throws IllegalArgumentException with what is wrong, to stand after the file's name */
    OwnTemplate(String text) {
        this(text, true);
    }

    /** @param html whether values are escaped for HTML; else the template makes plain text */
    OwnTemplate(String text, boolean html) {
        if (FORBIDDEN.matcher(text).find()) {
            throw new IllegalArgumentException("uses {{{, {{&, {{> or {{=, which are not allowed here");
        }
        try {
            template = Mustache.compiler()
                    .escapeHTML(html)
                    .nullValue("")
                    .strictSections(true)
                    .withLoader(name -> {
                        throw new IllegalArgumentException("no other files");
                    })
                    .compile(text);
        } catch (MustacheException malformed) {
            throw new IllegalArgumentException("is no Mustache template: " + malformed.getMessage(), malformed);
        }
    }

    /** @throws IllegalArgumentException where it names a value that there is not */
    String render(String service, Texts texts, Frame.Links links) {
        return render(service, texts, links, Map.of());
    }

    /** @param more values beside those that every template has */
    String render(String service, Texts texts, Frame.Links links, Map<String, Object> more) {
        Map<String, Object> values = new HashMap<>(more);
        values.put("service", service);
        values.put("language", texts.language().tag());
        values.put("direction", texts.language().direction());
        values.put("terms_url", links.terms());
        values.put("privacy_url", links.privacy());
        values.put("support", links.support());
        values.put("own", texts.own());
        try {
            return template.execute(values);
        } catch (MustacheException unknown) {
            throw new IllegalArgumentException("names a value that there is not: " + unknown.getMessage(), unknown);
        }
    }
}
