package dev.gatehouse.feature.hosted;

import org.jspecify.annotations.Nullable;

/**
 * Asks whoever followed a link that signs in whether they want that, in this browser. Its form sends {@code ticket}.
 *
 * @param ticket stands for the link, in this browser alone
 * @param accountLabel whom it would sign in
 * @param here whether it was asked for in this browser
 * @param application what they sign in for, such as {@code app.example.com}; null for this server's own page
 */
public record MailedLinkView(
        String ticket,
        String accountLabel,
        boolean here,
        @Nullable String application) {}
