package dev.gatehouse.platform.pages;

/**
 * What every page has around its own content.
 *
 * @param service the name that people know this server by
 * @param stylesheet where the style sheet is, from the root
 * @param logo where the logo is, from the root
 */
public record Frame(String service, String stylesheet, String logo) {}
