package dev.gatehouse.feature.recovery;

import dev.gatehouse.domain.recovery.Onward;
import dev.gatehouse.domain.recovery.Recovery;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.feature.WrongLinks;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.function.Function;

/** {@code POST /auth/forgot-password} and {@code POST /auth/reset-password}: the way back for whoever forgot a password. */
public final class RecoveryRoom {
    /** More than any secret of a link has: what is longer is none. */
    static final int TOKEN_LENGTH = 256;
    /** More than any address or user name has. */
    static final int NAME_LENGTH = 320;

    /** The answer to everybody. */
    record Sent(String message) {
        static final Sent LETTER = new Sent("If there is an account with this address, a letter is on its way to it.");
    }

    private final Recovery recovery;
    private final WrongLinks wrong;
    private final Function<Request, String> language;

    /** @param language in which whoever asks reads, as a BCP 47 tag */
    public RecoveryRoom(Recovery recovery, WrongLinks wrong, Function<Request, String> language) {
        this.recovery = recovery;
        this.wrong = wrong;
        this.language = language;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, "/auth/forgot-password", this::forgot);
        routes.open(Method.POST, "/auth/reset-password", this::reset);
    }

    private Response forgot(Request request) {
        Fields body = request.json();
        String email = body.text("email", NAME_LENGTH);
        body.check();
        recovery.ask(email, language.apply(request), Onward.NOWHERE, Origins.of(request));
        return Response.json(202, Sent.LETTER);
    }

    private Response reset(Request request) {
        Fields body = request.json();
        String token = body.text("token", TOKEN_LENGTH);
        String wanted = body.secret("new_password", ProfileFields.PASSWORD_LENGTH);
        body.check();
        var unused = wrong.counting(request, () -> recovery.reset(token, wanted, "new_password", Origins.of(request)));
        return Response.noContent();
    }
}
