/** What a training run can be told: one list of settings, and the typed configuration that they become. */
package org.vpt4j.detect.config;
