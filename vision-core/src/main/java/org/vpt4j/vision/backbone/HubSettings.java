package org.vpt4j.vision.backbone;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;

/**
 * Where the Hugging Face hub is and how to reach it, by the environment variables of its own tools.
 *
 * @param endpoint of the hub or a mirror: {@code HF_ENDPOINT}
 * @param token of the user: {@code HF_TOKEN}, else the file that {@code hf auth login} writes
 * @param offline whether nothing may be downloaded: {@code HF_HUB_OFFLINE}
 * @param proxy by the usual variables
 */
record HubSettings(URI endpoint, Optional<HubSettings.Token> token, boolean offline, ProxySelector proxy) {
    private static final String USUAL_ENDPOINT = "https://huggingface.co";
    private static final Set<String> ON = Set.of("1", "on", "yes", "true");

    /** A secret, which is never printed. */
    record Token(String secret) {
        @Override
        public String toString() {
            return "a token";
        }
    }

    /** @throws ConfigException if the endpoint is not an address, or the token cannot be sent */
    static HubSettings of(Map<String, String> environment, String home) {
        String text = value(environment, "HF_ENDPOINT").orElse(USUAL_ENDPOINT);
        URI endpoint;
        try {
            endpoint = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("HF_ENDPOINT is not an address: " + e.getMessage(), e);
        }
        if (endpoint.getHost() == null || !List.of("http", "https").contains(endpoint.getScheme())) {
            throw new ConfigException("HF_ENDPOINT " + text + " is not an http or https address");
        }
        boolean offline = value(environment, "HF_HUB_OFFLINE")
                .or(() -> value(environment, "TRANSFORMERS_OFFLINE"))
                .map(flag -> ON.contains(flag.toLowerCase(Locale.ROOT)))
                .orElse(false);
        return new HubSettings(endpoint, token(environment, home), offline, new EnvironmentProxy(environment));
    }

    static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<Token> token(Map<String, String> environment, String home) {
        Optional<String> own = value(environment, "HF_TOKEN").or(() -> value(environment, "HUGGING_FACE_HUB_TOKEN"));
        Path file = value(environment, "HF_TOKEN_PATH")
                .map(Path::of)
                .orElseGet(() -> HuggingFaceCache.home(environment, home).resolve("token"));
        if (own.isEmpty() && Files.isRegularFile(file)) {
            try {
                own = Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
            } catch (IOException e) {
                throw FileException.unreadable(file, e);
            }
        }
        own.filter(secret -> !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)).ifPresent(secret -> {
            throw new ConfigException("the hub's token has characters that a token does not have; set HF_TOKEN again");
        });
        return own.map(Token::new);
    }
}
