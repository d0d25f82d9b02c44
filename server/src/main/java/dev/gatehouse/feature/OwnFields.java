package dev.gatehouse.feature;

import dev.gatehouse.domain.administration.OwnAccount.Wanted;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.pages.Language;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what people change of their own account: {@code name}, {@code username}, {@code language}, and nothing else. */
public final class OwnFields {
    private static final int LONGEST_TAG = 35;

    private OwnFields() {}

    /** What was sent, be it as nothing, which takes it away; {@code body.check()} is still to be asked. */
    public static Wanted of(Fields body) {
        return new Wanted(
                body.has("username") ? Optional.ofNullable(ProfileFields.username(body)) : null,
                body.has("name") ? Optional.ofNullable(ProfileFields.name(body)) : null,
                body.has("language") ? language(body) : null);
    }

    private static Optional<String> language(Fields body) {
        String given = body.optionalText("language", LONGEST_TAG);
        if (given == null) {
            return Optional.empty();
        }
        Optional<String> tag = Language.tagged(given).map(Language::tag);
        if (tag.isEmpty()) {
            body.refuse(
                    "language",
                    "This must be one of: "
                            + Stream.of(Language.values()).map(Language::tag).collect(Collectors.joining(", ")) + ".");
        }
        return tag;
    }
}
