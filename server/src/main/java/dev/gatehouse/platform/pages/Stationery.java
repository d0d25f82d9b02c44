package dev.gatehouse.platform.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes letters of what they say, in the reader's language and the operator's colours. Nothing is loaded before the first. */
public final class Stationery {
    private record Loaded(TemplateEngine engine, Messages messages) {}

    private final String service;
    private final Theme theme;
    private volatile @Nullable Loaded loaded;

    /** @param service the name that people know this server by */
    public Stationery(String service, PagesSettings settings) {
        this.service = service;
        this.theme = settings.theme();
    }

    /** The name that people know this server by. */
    public String service() {
        return service;
    }

    /**
     * What letters say to somebody.
     *
     * @param language as a BCP 47 tag; null, or one that nothing is offered in, for the operator's first
     */
    public Texts texts(@Nullable String language) {
        Language chosen = Language.choose(theme.languages(), Collections.singletonList(language));
        return loaded().messages().in(chosen);
    }

    /** The letter as HTML that mail programs can show: tables, and looks beside each element. */
    public String html(Texts texts, Sheet sheet) {
        OwnTemplate own = theme.letter();
        if (own != null) {
            return own(own, texts, sheet);
        }
        StringOutput output = new StringOutput();
        loaded().engine().render("mail/letter.jte", Map.of("head", head(texts), "sheet", sheet), output);
        return output.toString();
    }

    /** The letter as plain text. */
    public String text(Texts texts, Sheet sheet) {
        OwnTemplate own = theme.plainLetter();
        return own == null ? new PlainLetter(head(texts), sheet).text() : own(own, texts, sheet);
    }

    private String own(OwnTemplate template, Texts texts, Sheet sheet) {
        return template.render(service, texts, theme.links(), OwnLetter.values(sheet, theme.tint()));
    }

    private Letterhead head(Texts texts) {
        return new Letterhead(service, theme.tint(), texts, theme.links());
    }

    private Loaded loaded() {
        Loaded now = loaded;
        if (now == null) {
            now = new Loaded(TemplateEngine.createPrecompiled(ContentType.Html), new Messages(theme.texts()));
            loaded = now;
        }
        return now;
    }
}
