import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Guard;
import dev.gatehouse.guard.servlet.GuardFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A guarded API of Jakarta servlets, here on an embedded Jetty: one filter for each requirement, mapped to what it guards.
 *
 * <pre>java --class-path 'gatehouse-guard.jar:nimbus-jose-jwt.jar:jspecify.jar:jetty/*' GuardedServlets.java \
 *     http://localhost:8000 9000</pre>
 */
public final class GuardedServlets {
    private GuardedServlets() {}

    public static void main(String[] arguments) throws Exception {
        String issuer = arguments[0];
        Guard guard = Guard.builder()
                .issuer(issuer)
                .audience(issuer)
                .followRevocations() // a sign-out counts here within a second
                .build();

        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(new FilterHolder(GuardFilter.signedIn(guard)), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(
                new FilterHolder(GuardFilter.requiring(guard, "read:reports")),
                "/reports/*",
                EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Hello()), "/hello");
        context.addServlet(new ServletHolder(new Reports()), "/reports");

        Server server = new Server(new InetSocketAddress("localhost", Integer.parseInt(arguments[1])));
        server.setHandler(context);
        server.start();
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        System.out.println("listening on port " + port);
    }

    /** For everybody who is signed in. */
    private static final class Hello extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AuthContext caller = GuardFilter.caller(request);
            response.getWriter().println("Hello, " + caller.subject() + ". You may: " + caller.permissions());
        }
    }

    /** Read by those whom the filter lets pass; to write asks for more. */
    private static final class Reports extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().println("All is well.");
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) {
            GuardFilter.caller(request).require("write:reports"); // the filter renders the refusal
            response.setStatus(HttpServletResponse.SC_CREATED);
        }
    }
}
