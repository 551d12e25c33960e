package org.vpt4j.vision.backbone;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer of the hub, or of a server that it redirects to.
 *
 * @param body to be read and closed; of an error it is closed already
 * @param uri that answered
 */
record HubResponse(int status, HttpHeaders headers, InputStream body, URI uri) {

    static HubResponse of(HttpURLConnection connection, int status, URI uri) throws IOException {
        Map<String, List<String>> named = new HashMap<>(connection.getHeaderFields());
        named.remove(null); // the status line
        HttpHeaders headers = HttpHeaders.of(named, (name, value) -> true);
        if (status < 400) {
            return new HubResponse(status, headers, connection.getInputStream(), uri);
        }
        InputStream error = connection.getErrorStream();
        if (error != null) {
            error.close();
        }
        return new HubResponse(status, headers, InputStream.nullInputStream(), uri);
    }
}
