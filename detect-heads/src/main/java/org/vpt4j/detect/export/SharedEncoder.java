package org.vpt4j.detect.export;

final class SharedEncoder {
    static final String NAME = "encoder";
}
