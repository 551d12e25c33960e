package org.vpt4j.samples.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints, and what a report says of the program that made it. */
final class Version implements IVersionProvider {
    /** vpt4j's version from the jar's manifest; {@code development} where there is no jar. */
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
