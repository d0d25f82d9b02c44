package dev.gatehouse.pages;

import dev.gatehouse.feature.hosted.HostedPages;
import dev.gatehouse.feature.pages.PagesRoom;
import dev.gatehouse.guard.NotAuthenticated;
import dev.gatehouse.platform.http.HttpServer;
import dev.gatehouse.platform.http.HttpSettings;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.pages.PageContext;
import dev.gatehouse.platform.pages.Pages;
import dev.gatehouse.platform.pages.PagesSettings;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Serves pages of views that a test gives, by the real renderer over real HTTP: what a page may be asked to show. */
public final class ViewServer implements AutoCloseable {
    /** A page of a view. */
    public interface Shown {
        Response in(HostedPages pages, PageContext context, Request request);
    }

    private final Map<String, Shown> shown = new ConcurrentHashMap<>();
    private final HttpServer listener;

    public ViewServer() {
        this(new Pages("Gatehouse", false, PagesSettings.DEFAULT));
    }

    ViewServer(Pages pages) {
        HostedPages hosted = new HostedPages(pages);
        Routes routes = new Routes(request -> {
            throw new NotAuthenticated();
        });
        new PagesRoom(pages, new PagesRoom.Start(TestServer.PUBLIC_URL, false, false, false, false), () -> true)
                .addTo(routes);
        routes.open(Method.GET, "/views/{name}", request -> answer(hosted, request));
        routes.open(Method.POST, "/views/{name}", request -> answer(hosted, request));
        try {
            listener = HttpServer.start(
                    HttpSettings.of(URI.create(TestServer.PUBLIC_URL)).listeningOn("127.0.0.1", 0), routes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on {@code /views/name} shows this, whatever it is sent. */
    public ViewServer show(String name, Shown page) {
        shown.put(name, page);
        return this;
    }

    public int port() {
        return listener.port();
    }

    private Response answer(HostedPages hosted, Request request) {
        Shown page = shown.get(request.pathValue("name"));
        if (page == null) {
            return Response.text(404, "no such view");
        }
        return page.in(hosted, hosted.context(request), request);
    }

    @Override
    public void close() {
        listener.close();
    }
}
