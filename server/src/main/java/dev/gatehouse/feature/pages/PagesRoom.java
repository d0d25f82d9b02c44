package dev.gatehouse.feature.pages;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.pages.Pages;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** {@code GET /}, and the style sheet and logo under {@code /assets}. */
public final class PagesRoom {
    /**
     * What the start page depends on.
     *
     * @param address what clients reach this server by
     * @param development whether developers come here, who want to know all that runs and can try it at {@code /docs};
     *     else the page says next to nothing
     * @param sampleApi whether the sample API runs here
     * @param mocks whether mock providers do
     * @param inbox whether letters can be read here
     */
    public record Start(String address, boolean development, boolean sampleApi, boolean mocks, boolean inbox) {}

    private final Pages pages;
    private final Start start;
    private final BooleanSupplier administered;

    /** @param administered whether somebody administers already; asked in development only */
    public PagesRoom(Pages pages, Start start, BooleanSupplier administered) {
        this.pages = pages;
        this.start = start;
        this.administered = administered;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/", this::start);
        routes.open(Method.GET, Pages.ASSETS + "{file}", this::asset);
    }

    private Response start(Request request) {
        if (!start.development()) {
            return pages.page(pages.context(request), 200, "start/service.jte", Map.of());
        }
        StartPage page = StartPage.of(start, administered.getAsBoolean());
        return pages.page(pages.context(request), 200, "start/developer.jte", Map.of("page", page));
    }

    private Response asset(Request request) {
        return pages.asset(request.pathValue("file"))
                .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND))
                .answer(request);
    }
}
