package org.vpt4j.vision.backbone;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The proxy that {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY} ask for. */
final class EnvironmentProxy extends ProxySelector {
    private static final int USUAL_PORT = 80;

    private final Map<String, String> environment;

    EnvironmentProxy(Map<String, String> environment) {
        this.environment = environment;
    }

    private Optional<String> value(String name) {
        return HubSettings.value(environment, name)
                .or(() -> HubSettings.value(environment, name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public List<Proxy> select(URI uri) {
        if (isExcluded(uri.getHost())) {
            return List.of(Proxy.NO_PROXY);
        }
        return value(uri.getScheme().toUpperCase(Locale.ROOT) + "_PROXY")
                .or(() -> value("ALL_PROXY"))
                .map(text -> URI.create(text.contains("://") ? text : "http://" + text))
                .filter(proxy -> proxy.getHost() != null)
                .map(proxy -> List.of(new Proxy(
                        Proxy.Type.HTTP,
                        new InetSocketAddress(proxy.getHost(), proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort()))))
                .orElse(List.of(Proxy.NO_PROXY));
    }

    private boolean isExcluded(String host) {
        for (String word : value("NO_PROXY").orElse("").split("[,\\s]+", -1)) {
            String name = word.startsWith(".") ? word.substring(1) : word;
            if (word.equals("*") || (!name.isEmpty() && (host.equals(name) || host.endsWith("." + name)))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // the request fails, and says so
    }
}
