/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.Failure;
import org.realmferry.run.RunStatus.Ending;
import org.realmferry.run.RunStatus.Pace;
import org.realmferry.run.work.Progress;

/** Tells everybody, every other second, where a run stands. What can't be written is left: the work itself says so. */
public final class Heartbeat implements AutoCloseable {
    private final RunDirectory run;
    private final RunProcess owner = RunProcess.thisProcess();
    private final Instant started;
    private final Thread thread = new Thread(this::beat, "heartbeat");
    private List<String> realms = List.of();
    private int users;
    private String note = "";
    private @Nullable Progress progress;
    private boolean ended;

    private Heartbeat(RunDirectory run) {
        this.run = run;
        Optional<RunStatus> before = RunStatus.readFrom(run.root().resolve(RunDirectory.STATUS));
        started = before.map(RunStatus::started).orElseGet(Instant::now);
        before.ifPresent(status -> realms = status.realms());
    }

    /** Begins to tell of a run. */
    public static Heartbeat start(RunDirectory run) {
        Heartbeat heartbeat = new Heartbeat(run);
        heartbeat.tell(Ending.UNDER_WAY, 0, 0);
        heartbeat.thread.setDaemon(true);
        heartbeat.thread.start();
        return heartbeat;
    }

    /** The run is at work on these. */
    public synchronized void working(List<String> realmNames, int userCount, Progress now) {
        realms = List.copyOf(realmNames);
        users = userCount;
        progress = now;
        note = "";
        tell(Ending.UNDER_WAY, 0, 0);
    }

    /** The run waits; for what, in half a sentence. */
    public synchronized void waiting(String forWhat) {
        note = forWhat;
        tell(Ending.UNDER_WAY, 0, 0);
    }

    /** All is done. */
    public synchronized void done(int exitStatus, long findings) {
        note = "";
        tell(Ending.DONE, exitStatus, findings);
        ended = true;
    }

    /** The run has ended before all was done; why, in a sentence. */
    public synchronized void failed(int exitStatus, String why) {
        if (!ended) {
            note = why;
            tell(Ending.FAILED, exitStatus, 0);
            ended = true;
        }
    }

    private void beat() {
        try {
            while (true) {
                Thread.sleep(RunStatus.BEAT.toMillis());
                synchronized (this) {
                    if (!ended) {
                        tell(Ending.UNDER_WAY, 0, 0);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tell(Ending ending, int exitStatus, long findings) {
        Pace pace = progress == null ? Pace.NONE : Pace.of(progress);
        RunStatus status =
                new RunStatus(ending, owner, started, Instant.now(), realms, users, pace, note, exitStatus, findings);
        try {
            run.write(status);
        } catch (Failure e) {
            // A full disk stops the work, which tells of it.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
