/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.realmferry.renumber.NewIds;
import org.realmferry.rules.JsonIds;

/** The ids in JSON values: edit histories, and what the log of a realm says of its events. */
public final class JsonTexts {
    private static final Set<String> OLD_AND_NEW = Set.of("1", "2");

    private final NewIds ids;
    private final Texts texts;

    public JsonTexts(NewIds ids, Texts texts) {
        this.ids = ids;
        this.texts = texts;
    }

    /**
     * A value with other ids; an equal one where nothing changes.
     *
     * @param setting the table that an old and a new value are ids of, where the value itself doesn't tell
     * @param own the links of this server that were rendered
     */
    @Nullable
    public Object map(@Nullable Object value, Optional<String> setting, Set<String> own) {
        if (value instanceof Map<?, ?> object && setting.isPresent()) {
            return object(object, Optional.empty(), setting, own);
        }
        return value("", value, Optional.empty(), own);
    }

    /**
     * @param member the name of the value
     * @param row the table that the value, or each in it, is a row of
     */
    private @Nullable Object value(String member, @Nullable Object value, Optional<String> row, Set<String> own) {
        if (value instanceof Map<?, ?> object) {
            Optional<String> setting = object.get(JsonIds.PROPERTY) instanceof String property
                    ? JsonIds.setting(property)
                    : Optional.empty();
            return object(object, row, setting, own);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> mapped = new ArrayList<>();
            list.forEach(element -> mapped.add(value(member, element, row, own)));
            return mapped;
        }
        Optional<String> table = JsonIds.ids(member);
        if (value instanceof BigDecimal number) {
            return table.<Object>map(name -> reference(name, number)).orElse(number);
        }
        if (value instanceof String text) {
            return table.filter(name -> Texts.isId(text))
                    .map(name -> texts.reference(name, text))
                    .orElseGet(() -> texts.map(text, member.contains("rendered"), own));
        }
        return value;
    }

    private Map<String, @Nullable Object> object(
            Map<?, ?> object, Optional<String> row, Optional<String> setting, Set<String> own) {
        Map<String, @Nullable Object> mapped = new LinkedHashMap<>();
        object.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (row.isPresent() && Texts.isId(name)) {
                mapped.put(texts.reference(row.get(), name), value(name, value, row, own));
            } else if (row.isPresent() && name.equals("id")) {
                mapped.put(name, id(row.get(), value));
            } else if (setting.isPresent() && OLD_AND_NEW.contains(name) && value instanceof BigDecimal number) {
                mapped.put(name, reference(setting.get(), number));
            } else {
                mapped.put(name, value(name, value, JsonIds.rows(name), own));
            }
        });
        return mapped;
    }

    private @Nullable Object id(String table, @Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return reference(table, number);
        }
        return value instanceof String text && Texts.isId(text) ? texts.reference(table, text) : value;
    }

    private BigDecimal reference(String table, BigDecimal id) {
        return id.scale() > 0 || id.signum() == 0
                ? id
                : BigDecimal.valueOf(ids.of(table).reference(id.longValue()));
    }
}
