package dev.gatehouse.platform.pages;

import gg.jte.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every page has around its own content.
 *
 * @param service the name that people know this server by
 * @param stylesheet where the style sheet is, from the root
 * @param script where the script is, from the root
 * @param solver where the script is that works at challenges, from the root
 * @param passkeys where the script of pages with passkeys is, from the root
 * @param logo where the logo is, from the root
 * @param logoType its media type
 * @param texts what pages say, in the reader's language
 * @param languages the languages that this page can be read in
 * @param links what stands at the foot of every page
 * @param header the operator's own header, made already
 * @param footer the operator's own footer, made already
 */
public record Frame(
        String service,
        String stylesheet,
        String script,
        String solver,
        String passkeys,
        String logo,
        String logoType,
        Texts texts,
        List<PageContext.Choice> languages,
        Links links,
        @Nullable Content header,
        @Nullable Content footer) {

    /** Addresses that an operator may give. */
    public record Links(
            @Nullable String terms,
            @Nullable String privacy,
            @Nullable String support) {
        public boolean none() {
            return terms == null && privacy == null && support == null;
        }
    }

    /** A text in the reader's language. */
    public String t(String key, Object... values) {
        return texts.get(key, values);
    }
}
