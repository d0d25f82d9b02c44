package dev.gatehouse.bench;

import java.io.IOException;
import java.util.List;

/** Looks, after a crash, whether what people were told is still true. */
final class Aftermath {
    private final List<String> broken;

    /** @param broken takes what is not true any more, in words */
    Aftermath(List<String> broken) {
        this.broken = broken;
    }

    /** The account is there, with the password that the last answer left it, and no other. */
    void passwordHolds(Wire wire, Person person) throws IOException {
        boolean present = signsIn(wire, person, person.password());
        String unanswered = person.unansweredPassword();
        if (unanswered == null) {
            require(present, person, "cannot sign in with the present password");
        } else {
            boolean changed = signsIn(wire, person, unanswered);
            require(present != changed, person, "must sign in with either the old or the unanswered new password");
        }
        for (String former : person.formerPasswords()) {
            require(!signsIn(wire, person, former), person, "signs in with a password that was changed");
        }
    }

    /** Within the grace a token also works where its use was not answered: the answer is the successor that was made. */
    void newestTokenWorks(Wire wire, Person person) throws IOException {
        String token = person.newestToken();
        if (token == null) {
            return;
        }
        Answer answer = wire.send(Asking.refresh(token));
        require(answer.status() == 200, person, "the newest refresh token answers " + answer.status());
        if (answer.status() == 200) {
            person.rotated(answer.text("refresh_token"));
        }
    }

    /** Without a grace no spent token works, and showing one ends the whole chain. */
    void spentTokensStaySo(Wire wire, Person person) throws IOException {
        String newest = person.newestToken();
        if (newest == null || person.spentTokens().isEmpty()) {
            return;
        }
        for (String spent : person.spentTokens()) {
            int status = wire.send(Asking.refresh(spent)).status();
            require(status == 401, person, "a spent refresh token answers " + status);
        }
        int status = wire.send(Asking.refresh(newest)).status();
        require(status == 401, person, "the newest token of a chain that was reused answers " + status);
    }

    private static boolean signsIn(Wire wire, Person person, String password) throws IOException {
        Answer answer = wire.send(Asking.login(person.username(), password));
        return switch (answer.status()) {
            case 200 -> true;
            case 401 -> false;
            default -> {
                answer.expect(200);
                yield false;
            }
        };
    }

    private void require(boolean holds, Person person, String otherwise) {
        if (!holds) {
            broken.add(person.username() + ": " + otherwise);
        }
    }
}
