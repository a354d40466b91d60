/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import java.util.Arrays;
import java.util.Optional;
import org.realmferry.archive.JsonBytes;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.fields.FieldMapper.Value;
import org.realmferry.renumber.fields.Repairs.Repair;
import org.realmferry.renumber.text.Texts;
import org.realmferry.rules.language.Naming;

/** Writes new ids wherever a field names a row, and counts the values that Zulip's importer writes otherwise. */
final class CountedNamings implements Namings {
    private final Texts texts;
    private final AllNamings all;
    private final ZulipNamings zulip;
    private final RenderedIds rendered;
    private final Repairs repairs;

    CountedNamings(NewIds ids, Texts texts, Repairs repairs) {
        this.texts = texts;
        this.repairs = repairs;
        all = new AllNamings(ids, texts);
        zulip = new ZulipNamings(ids, all, repairs.attachments());
        rendered = new RenderedIds((table, id) -> ids.of(table).reference(id));
    }

    @Override
    public Optional<FieldMapper> of(String output, Naming naming) {
        Optional<FieldMapper> mapper = all.of(output, naming);
        if (naming instanceof Naming.Text text) {
            boolean isRendered = AllNamings.isRendered(text);
            return Optional.of((value, out) -> text(output, value, isRendered, out));
        }
        Optional<Repair> repair = repair(output, naming);
        Optional<FieldMapper> theirs = zulip.of(output, naming);
        return repair.isEmpty()
                ? mapper
                : mapper.map(ours -> (value, out) -> compared(value, ours, theirs, repair.get(), out));
    }

    private static Optional<Repair> repair(String output, Naming naming) {
        if (output.equals("zerver_realmauditlog")) {
            return Optional.of(Repair.LOG);
        }
        if (naming instanceof Naming.Json) {
            return Optional.of(Repair.EDIT_HISTORIES);
        }
        if (naming instanceof Naming.PollKey) {
            return Optional.of(Repair.POLL_KEYS);
        }
        if (naming instanceof Naming.Fragment) {
            return Optional.of(Repair.VIEWS);
        }
        if (naming.field().equals("reminder_target_message_id")) {
            return Optional.of(Repair.REMINDERS);
        }
        return naming.field().equals("subgroup") ? Optional.of(Repair.CLIENT_COUNTS) : Optional.empty();
    }

    /** Writes our value, and counts it where Zulip's is another one. */
    private boolean compared(
            Value value, FieldMapper ours, Optional<FieldMapper> theirs, Repair repair, JsonBytes out) {
        int before = out.size();
        if (!ours.write(value, out)) {
            return false;
        }
        JsonBytes other = new JsonBytes();
        boolean same = theirs.isPresent()
                && theirs.get().write(value, other)
                && Arrays.equals(out.data(), before, out.size(), other.data(), 0, other.size());
        if (!same) {
            repairs.count(repair);
        }
        return true;
    }

    private boolean text(String output, Value value, boolean isRendered, JsonBytes out) {
        if (value.first() != '"' || !Texts.mayHoldIds(value.data(), value.start(), value.end())) {
            return false;
        }
        String old = JsonValues.decoded(value);
        String mapped = all.map(value, old, isRendered);
        if (mapped.equals(old)) {
            return false;
        }
        String files = texts.files(old);
        if (!files.equals(ZulipNamings.replaced(old, zulip.paths(output, value)))) {
            repairs.count(Repair.FILE_LINKS);
        }
        if (!mapped.equals(isRendered ? rendered.map(files) : files)) {
            repairs.count(Repair.MENTIONS_AND_LINKS);
        }
        out.string(mapped);
        return true;
    }
}
