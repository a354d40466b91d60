/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.realmferry.IdBitmap;
import org.realmferry.plan.Parameters;
import org.realmferry.plan.UserPlan;
import org.realmferry.rules.language.OfUser;

/** Names of one kind, for all users of a realm: each is read when the first needs it, and forgotten when there are many. */
public final class KnownNames {
    private static final int MOST = 100_000;

    private final OfUser.Name rule;
    private final Map<Long, String> known = new ConcurrentHashMap<>();

    private KnownNames(OfUser.Name rule) {
        this.rule = rule;
    }

    /** One for each kind of name in a user's messages. */
    public static List<KnownNames> of(UserPlan plan) {
        return plan.names().stream().map(KnownNames::new).toList();
    }

    /** The names of some ids; those that the database doesn't name have none. */
    public Map<Long, String> of(SnapshotReader reader, IdBitmap ids) {
        Map<Long, String> names = new HashMap<>();
        IdBitmap unknown = new IdBitmap();
        ids.forEach(id -> {
            String name = known.get(id);
            if (name == null) {
                unknown.addLong(id);
            } else {
                names.put(id, name);
            }
        });
        if (!unknown.isEmpty()) {
            read(reader, unknown, names);
        }
        return names;
    }

    private void read(SnapshotReader reader, IdBitmap ids, Map<Long, String> names) {
        if (known.size() + ids.getLongCardinality() > MOST) {
            known.clear();
        }
        Parameters parameters = new Parameters(0);
        parameters.put("named", ids);
        reader.read(rule.field(), parameters.bind(rule.sql()), row -> {
            names.put(row.number(0), row.text(1));
            known.put(row.number(0), row.text(1));
        });
    }
}
