package dev.gatehouse.feature.hosted;

/**
 * Tells people to look into their mail; the same whether or not there is an account.
 *
 * @param typed the user name or address that was typed
 * @param againHref where one asks once more
 * @param backHref where one signs in otherwise
 */
public record MailSentView(AskMailView.Way way, String typed, String againHref, String backHref) {}
