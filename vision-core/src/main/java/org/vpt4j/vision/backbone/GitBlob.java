package org.vpt4j.vision.backbone;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Git's name of a file's content, by which the hub names small files: a SHA-1 over a header and the content. */
final class GitBlob {
    private GitBlob() {}

    /** A digest that has seen the header. */
    static MessageDigest digest(long size) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-1");
            sha.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
            return sha;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
