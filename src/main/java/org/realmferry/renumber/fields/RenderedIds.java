/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.realmferry.renumber.fields.FieldMapper.Value;
import org.realmferry.renumber.text.Links;
import org.realmferry.schema.ZulipTables;

/** The ids that Zulip's importer replaces in what was rendered: those of three kinds of elements. */
final class RenderedIds {
    /** Gives the new id of a table's old one. */
    @FunctionalInterface
    interface Reference {
        long of(String table, long id);
    }

    /** An element, by its name and one of its classes, and the attribute that holds an id of a table. */
    private record Element(String name, String css, String attribute, String table) {
        boolean is(String tag, List<String> classes) {
            return tag.equals(name) && classes.contains(css);
        }
    }

    private static final Pattern TAG = Pattern.compile("<(span|a)\\s[^<>]*>");
    private static final Pattern CLASSES = Pattern.compile("\\sclass=\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile("\\s(data-[a-z-]+)=\"([0-9]{1,17})\"");
    private static final Pattern LINK = Pattern.compile("(\\shref=\"/?#)([a-z]+/[^\"]*)\"");
    private static final String STREAM_ID = "data-stream-id";
    private static final String STREAMS = "zerver_stream";

    private static final List<Element> ELEMENTS = List.of(
            new Element("span", "user-mention", "data-user-id", ZulipTables.USERS),
            new Element("a", "stream", STREAM_ID, STREAMS),
            new Element("span", "user-group-mention", "data-user-group-id", "zerver_usergroup"));

    private static final List<Element> CHANNELS =
            List.of(ELEMENTS.get(1), new Element("a", "stream-topic", STREAM_ID, STREAMS));

    private final Reference reference;

    RenderedIds(Reference reference) {
        this.reference = reference;
    }

    static boolean mayBeIn(Value value) {
        byte[] data = value.data();
        for (int i = value.start(); i + 4 < value.end(); i++) {
            if (data[i] == 'd'
                    && data[i + 1] == 'a'
                    && data[i + 2] == 't'
                    && data[i + 3] == 'a'
                    && data[i + 4] == '-') {
                return true;
            }
        }
        return false;
    }

    /** HTML with the ids that Zulip's importer gives. */
    String map(String html) {
        return TAG.matcher(html).replaceAll(tag -> Matcher.quoteReplacement(tag(tag.group(), tag.group(1), ELEMENTS)));
    }

    /** HTML as it is when it is rendered again: channels have their new ids in links, too. */
    String mapRenderedAgain(String html) {
        return TAG.matcher(html).replaceAll(tag -> {
            String mapped = tag(tag.group(), tag.group(1), CHANNELS);
            return Matcher.quoteReplacement(mapped.equals(tag.group()) ? mapped : link(mapped));
        });
    }

    private String link(String tag) {
        return LINK.matcher(tag)
                .replaceAll(link -> Matcher.quoteReplacement(link.group(1)
                        + Links.map(
                                link.group(2), (table, id) -> String.valueOf(reference.of(table, Long.parseLong(id))))
                        + "\""));
    }

    private String tag(String tag, String name, List<Element> elements) {
        Matcher found = CLASSES.matcher(tag);
        List<String> classes = found.find() ? Arrays.asList(found.group(1).split("\\s+")) : List.of();
        List<Element> here =
                elements.stream().filter(element -> element.is(name, classes)).toList();
        return here.isEmpty()
                ? tag
                : ID.matcher(tag)
                        .replaceAll(
                                id -> Matcher.quoteReplacement(attribute(id.group(), here, id.group(1), id.group(2))));
    }

    private String attribute(String all, List<Element> elements, String attribute, String id) {
        Optional<String> table = elements.stream()
                .filter(element -> element.attribute().equals(attribute))
                .map(Element::table)
                .findFirst();
        return table.map(name -> " " + attribute + "=\"" + reference.of(name, Long.parseLong(id)) + "\"")
                .orElse(all);
    }
}
