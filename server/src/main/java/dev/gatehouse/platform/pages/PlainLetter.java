package dev.gatehouse.platform.pages;

import java.util.StringJoiner;

/** A letter as plain text: paragraphs, a line for each detail, and addresses on lines of their own. */
final class PlainLetter {
    private static final String BETWEEN = "\n\n";

    private final Letterhead head;
    private final Sheet sheet;

    PlainLetter(Letterhead head, Sheet sheet) {
        this.head = head;
        this.sheet = sheet;
    }

    String text() {
        StringJoiner text = new StringJoiner(BETWEEN, "", "\n");
        text.add(sheet.greeting());
        sheet.paragraphs().forEach(text::add);
        if (sheet.code() != null) {
            text.add(sheet.code());
        }
        Sheet.Button button = sheet.button();
        if (button != null) {
            text.add(button.label() + ":\n" + button.address());
        }
        if (!sheet.details().isEmpty()) {
            StringJoiner lines = new StringJoiner("\n");
            sheet.details().forEach(detail -> lines.add(detail.label() + " " + detail.value()));
            text.add(lines.toString());
        }
        sheet.closing().forEach(text::add);
        String support = head.support();
        text.add("-- \n" + head.service() + "\n" + sheet.reason() + (support == null ? "" : "\n" + support));
        return text.toString();
    }
}
