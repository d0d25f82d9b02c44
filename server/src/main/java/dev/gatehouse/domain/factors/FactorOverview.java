package dev.gatehouse.domain.factors;

import java.util.List;

/**
 * What an account's owner sees of its second factors.
 *
 * @param required whether the operator wants the account to have one
 * @param emailAvailable whether codes by mail could be one of them
 */
public record FactorOverview(
        boolean required,
        boolean emailAvailable,
        Held held,
        List<Authenticators.Authenticator> authenticators,
        List<RememberedDevices.Device> devices) {
    public FactorOverview {
        authenticators = List.copyOf(authenticators);
        devices = List.copyOf(devices);
    }
}
