package dev.gatehouse;

import dev.gatehouse.domain.assurance.AssuranceSettings;
import dev.gatehouse.domain.audit.AuditSettings;
import dev.gatehouse.domain.breaches.BreachSettings;
import dev.gatehouse.domain.credentials.PasswordSettings;
import dev.gatehouse.domain.devices.DeviceSettings;
import dev.gatehouse.domain.factors.FactorSettings;
import dev.gatehouse.domain.flow.FlowSettings;
import dev.gatehouse.domain.keys.KeySettings;
import dev.gatehouse.domain.limits.AttemptSettings;
import dev.gatehouse.domain.providers.ProviderSettings;
import dev.gatehouse.domain.recovery.RecoverySettings;
import dev.gatehouse.domain.sessions.SessionSettings;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.domain.tokens.TokenSettings;
import dev.gatehouse.domain.verification.VerificationSettings;
import dev.gatehouse.domain.webhooks.WebhookSettings;
import dev.gatehouse.feature.apidocs.ApiDocsSettings;
import dev.gatehouse.feature.metrics.MetricsSettings;
import dev.gatehouse.platform.config.Catalogue;
import dev.gatehouse.platform.logging.LogSettings;
import dev.gatehouse.platform.mail.MailSettings;
import dev.gatehouse.platform.outgoing.OutgoingSettings;
import dev.gatehouse.platform.pages.PagesSettings;
import java.util.List;

/** Every room's settings, in the order in which the documentation lists them. */
final class AllSettings {
    private AllSettings() {}

    static Catalogue catalogue() {
        return new Catalogue(List.of(
                ServerSettings.SETTINGS,
                OutgoingSettings.SETTINGS,
                KeySettings.SETTINGS,
                TokenSettings.SETTINGS,
                SessionSettings.SETTINGS,
                DeviceSettings.SETTINGS,
                PasswordSettings.SETTINGS,
                BreachSettings.SETTINGS,
                PasskeyRooms.SETTINGS,
                AssuranceSettings.SETTINGS,
                FlowSettings.SETTINGS,
                SignInLimits.SETTINGS,
                VerificationSettings.SETTINGS,
                RecoverySettings.SETTINGS,
                FactorSettings.SETTINGS,
                AttemptSettings.SETTINGS,
                ProviderSettings.SETTINGS,
                MailSettings.SETTINGS,
                PagesSettings.SETTINGS,
                ApiDocsSettings.SETTINGS,
                MetricsSettings.SETTINGS,
                AuditSettings.SETTINGS,
                WebhookSettings.SETTINGS,
                LogSettings.SETTINGS));
    }
}
