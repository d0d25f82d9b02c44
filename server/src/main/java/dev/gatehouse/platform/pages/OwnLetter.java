package dev.gatehouse.platform.pages;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator's template for letters can use beside the values of every template: {@code subject}, {@code greeting},
 * {@code paragraphs}, {@code code}, {@code button} with {@code label}, {@code address} and {@code hint}, {@code details} with
 * {@code label} and {@code value}, {@code closing}, {@code reason}, {@code accent} and {@code on_accent}. What a letter does
 * not have is an empty section.
 */
final class OwnLetter {
    private OwnLetter() {}

    static Map<String, Object> values(Sheet sheet, Letterhead.Tint tint) {
        Map<String, Object> values = new HashMap<>();
        values.put("subject", sheet.subject());
        values.put("greeting", sheet.greeting());
        values.put("paragraphs", sheet.paragraphs());
        values.put("code", listed(sheet.code()));
        Sheet.Button button = sheet.button();
        values.put(
                "button",
                listed(
                        button == null
                                ? null
                                : Map.of("label", button.label(), "address", button.address(), "hint", button.hint())));
        values.put(
                "details",
                sheet.details().stream()
                        .map(detail -> Map.of("label", detail.label(), "value", detail.value()))
                        .toList());
        values.put("closing", sheet.closing());
        values.put("reason", sheet.reason());
        values.put("accent", tint.day());
        values.put("on_accent", tint.onDay());
        return values;
    }

    /** A letter that has everything, to try a template with. */
    static Map<String, Object> sample(Theme theme) {
        Sheet.Button button = new Sheet.Button("a", "b", "c");
        List<Sheet.Detail> details = List.of(new Sheet.Detail("a", "b"));
        return values(new Sheet("a", "b", List.of("c"), button, "d", details, List.of("e"), "f"), theme.tint());
    }

    private static <T> List<T> listed(@Nullable T value) {
        return value == null ? List.of() : List.of(value);
    }
}
