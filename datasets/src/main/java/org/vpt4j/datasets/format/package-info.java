/**
 * What a dataset format implements and returns: the content of its files, before any check. Part of the API, for
 * plug-ins.
 */
package org.vpt4j.datasets.format;
