package dev.gatehouse.platform.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one letter says, without its looks. Nothing here is escaped.
 *
 * @param subject also the heading
 * @param paragraphs before the button
 * @param button null where there is nothing to press
 * @param code what to type; null where there is nothing
 * @param details what happened, when and where
 * @param closing after all that, such as what to do where it was not the reader
 * @param reason why somebody gets this letter
 */
public record Sheet(
        String subject,
        String greeting,
        List<String> paragraphs,
        @Nullable Button button,
        @Nullable String code,
        List<Detail> details,
        List<String> closing,
        String reason) {
    /**
     * Where the letter leads.
     *
     * @param address of this server
     * @param hint what stands before the address where it is printed
     */
    public record Button(String label, String address, String hint) {}

    /** One line of what happened. */
    public record Detail(String label, String value) {}

    public Sheet {
        paragraphs = List.copyOf(paragraphs);
        details = List.copyOf(details);
        closing = List.copyOf(closing);
    }

    /** Without what only the reader may know. */
    @Override
    public String toString() {
        return "Sheet[" + details.size() + "]";
    }
}
