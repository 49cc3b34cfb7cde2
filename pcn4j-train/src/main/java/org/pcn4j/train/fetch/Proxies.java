package org.pcn4j.train.fetch;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcn4j.train.file.OneLine;

/**
 * Through which proxy a mirror is asked, by the variables that other programs follow as well: {@code http_proxy} or
 * {@code https_proxy}, by the mirror's protocol, or else {@code all_proxy}; none for the hosts in {@code no_proxy}. Their
 * names may be in upper case too, but for {@code HTTP_PROXY}, which a client of a web server could set. Where no variable
 * says anything, Java's own properties count. Immutable; safe for use by several threads.
 */
public final class Proxies {
    private static final String HTTP = "http_proxy";
    private static final String HTTPS = "https_proxy";
    private static final String ALL = "all_proxy";
    private static final String EXCEPTED = "no_proxy";

    /** None is used, whatever Java's properties say. */
    public static final Proxies NONE = new Proxies(Map.of(EXCEPTED, "*"));

    private static final int DEFAULT_PORT = 80;
    private static final int DEFAULT_SECURE_PORT = 443;
    private static final int LAST_PORT = 65_535;
    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

    private final Map<String, String> variables = new HashMap<>();

    private Proxies(Map<String, String> environment) {
        for (String name : List.of(HTTP, HTTPS, ALL, EXCEPTED)) {
            Stream<String> names = name.equals(HTTP) ? Stream.of(name) : Stream.of(name, name.toUpperCase(Locale.ROOT));
            names.map(each -> environment.getOrDefault(each, "").strip())
                    .filter(value -> !value.isEmpty())
                    .findFirst()
                    .ifPresent(value -> variables.put(name, value));
        }
    }

    /**
     * Returns the proxies that variables name. A variable that names none is complained of only where it is needed.
     *
     * @param environment the variables of the environment
     */
    public static Proxies of(Map<String, String> environment) {
        return new Proxies(environment);
    }

    /**
     * A proxy that a variable names.
     *
     * @param credentials a name and a password with a colon between; empty if it wants none
     */
    private record Named(String host, int port, String credentials) {}

    /** Finds what is wrong with the variable that a mirror is asked by; nothing mostly. */
    Optional<String> complaint(URI mirror) {
        return variable(mirror)
                .filter(name -> parse(value(name)).isEmpty())
                .map(name -> String.format(
                        Locale.ROOT, "%s: expected http://HOST:PORT, found %s", name, OneLine.quoted(value(name))));
    }

    /** Returns whom the client is to ask. */
    ProxySelector selector() {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return proxies(uri);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {
                // The mirror counts as not reached, and the next one is asked.
            }
        };
    }

    /**
     * Returns who knows the passwords of these proxies, and of nobody else, if any has one. A client that has an
     * authenticator fails otherwise than by the status where a mirror wants a password.
     */
    Optional<Authenticator> authenticator() {
        List<Named> closed =
                named().filter(proxy -> !proxy.credentials().isEmpty()).toList();
        return closed.isEmpty() ? Optional.empty() : Optional.of(new Passwords(closed));
    }

    private static final class Passwords extends Authenticator {
        private final List<Named> closed;

        Passwords(List<Named> closed) {
            this.closed = closed;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return closed.stream()
                    .filter(proxy -> getRequestorType() == RequestorType.PROXY
                            && proxy.host().equals(bare(getRequestingHost()))
                            && proxy.port() == getRequestingPort())
                    .findFirst()
                    .map(Proxies::password)
                    .orElse(null);
        }
    }

    private Stream<Named> named() {
        return Stream.of(HTTP, HTTPS, ALL).flatMap(name -> parse(value(name)).stream());
    }

    private List<Proxy> proxies(URI uri) {
        if (isExcepted(uri)) {
            return DIRECT;
        }
        Optional<Named> named = variable(uri).flatMap(name -> parse(value(name)));
        if (named.isPresent()) {
            // The proxy's name is looked up here, once a request, as the client does not do it itself.
            return List.of(new Proxy(
                    Proxy.Type.HTTP,
                    new InetSocketAddress(named.get().host(), named.get().port())));
        }
        ProxySelector ofJava = ProxySelector.getDefault();
        return ofJava == null ? DIRECT : ofJava.select(uri);
    }

    /** Returns the name of the variable that says through which proxy a place is reached, if one does. */
    private Optional<String> variable(URI uri) {
        String own = uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy";
        return isExcepted(uri)
                ? Optional.empty()
                : Stream.of(own, ALL).filter(variables::containsKey).findFirst();
    }

    private String value(String name) {
        return variables.getOrDefault(name, "");
    }

    private boolean isExcepted(URI uri) {
        String host = bare(uri.getHost());
        int standard = uri.getScheme().equalsIgnoreCase("https") ? DEFAULT_SECURE_PORT : DEFAULT_PORT;
        int port = uri.getPort() >= 0 ? uri.getPort() : standard;
        return Arrays.stream(value(EXCEPTED).split("[,\\s]+"))
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .anyMatch(entry -> excepts(entry, host, port));
    }

    /** Tells whether an entry of no_proxy, a host or a domain, maybe with a port, stands for a host. */
    private static boolean excepts(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        String suffix = ":" + port;
        // More than one colon belongs to an IPv6 address and not to a port, unless there are brackets.
        boolean ported =
                entry.endsWith(suffix) && (entry.indexOf(':') == entry.lastIndexOf(':') || entry.contains("]"));
        String name = bare(ported ? entry.substring(0, entry.length() - suffix.length()) : entry);
        String domain = name.replaceFirst("^\\*?\\.", "");
        return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    }

    private static String bare(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    }

    private static Optional<Named> parse(String value) {
        try {
            URI uri = new URI(value.contains("://") ? value : "http://" + value);
            int port = uri.getPort() >= 0 ? uri.getPort() : DEFAULT_PORT;
            boolean good = "http".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && port > 0
                    && port <= LAST_PORT
                    && List.of("", "/").contains(uri.getRawPath());
            return good
                    ? Optional.of(new Named(
                            bare(uri.getHost()),
                            port,
                            Optional.ofNullable(uri.getRawUserInfo()).orElse("")))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static PasswordAuthentication password(Named named) {
        String[] parts = named.credentials().split(":", 2);
        String password = parts.length == 2 ? decoded(parts[1]) : "";
        return new PasswordAuthentication(decoded(parts[0]), password.toCharArray());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
