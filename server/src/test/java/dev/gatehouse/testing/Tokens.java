package dev.gatehouse.testing;

/**
 * Somebody who is signed in.
 *
 * @param name the user name
 * @param id the account's id
 * @param api sends the access token with every call
 */
public record Tokens(String name, String id, String access, String refresh, Api api) {}
