package dev.towline.web;

import dev.towline.budget.Budget;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** A browser gets in by a URL that root made on the host and that works once; then by a cookie that no script can read. */
final class LoginRoutes {
    static final String COOKIE = "towline_session";

    private final Logins logins;

    LoginRoutes(Logins logins) {
        this.logins = logins;
    }

    /** At the socket of root: the path to open. */
    void invite(RoutingContext request) {
        Answers.json(request, 200, new JsonObject().put("path", "/login?code=" + logins.code())
                .put("seconds", Budget.LOGIN_CODE_TIME.duration().toSeconds())
                .put("session", Budget.SESSION_TIME.duration().toSeconds()));
    }

    void enter(RoutingContext request) {
        String code = request.request().getParam("code", "");
        logins.redeem(code).ifPresentOrElse(session -> {
            request.response().addCookie(Cookie.cookie(COOKIE, session).setHttpOnly(true).setPath("/")
                    .setSameSite(CookieSameSite.STRICT).setMaxAge(Budget.SESSION_TIME.duration().toSeconds()));
            request.response().setStatusCode(303).putHeader("Location", "/").end();
        }, () -> Answers.error(request, 401, "this login link was used or is too old",
                "run 'towline dashboard' on the host for a new one"));
    }

    boolean entered(RoutingContext request) {
        @Nullable
        Cookie cookie = request.request().getCookie(COOKIE);
        return cookie != null && logins.holds(cookie.getValue());
    }
}
