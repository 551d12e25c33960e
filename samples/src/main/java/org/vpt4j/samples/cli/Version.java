package org.vpt4j.samples.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of vpt4j, for {@code --version} and reports. */
final class Version implements IVersionProvider {
    /** The version in the jar's manifest; {@code development} outside a jar. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "vpt4j " + number(),
            "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + "), "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
