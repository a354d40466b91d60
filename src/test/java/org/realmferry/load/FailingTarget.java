/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.realmferry.source.Target;
import org.realmferry.source.TargetSession;

/** A target at which something happens at each commit. */
final class FailingTarget {
    /** What happens. */
    interface AtCommit {
        /**
         * Happens at a commit.
         *
         * @param number counts the commits from 1
         */
        void happens(int number, Runnable commit);
    }

    /** The import was stopped by the test. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped(int number) {
            super("stopped at commit " + number);
        }
    }

    private final AtomicInteger commits = new AtomicInteger();
    private final AtCommit atCommit;

    FailingTarget(AtCommit atCommit) {
        this.atCommit = atCommit;
    }

    int commits() {
        return commits.get();
    }

    Target around(Target target) {
        return (Target) Proxy.newProxyInstance(
                Target.class.getClassLoader(), new Class<?>[] {Target.class}, (proxy, method, values) -> {
                    Object given = call(target, method, values);
                    return given instanceof TargetSession session ? around(session) : given;
                });
    }

    private TargetSession around(TargetSession session) {
        return (TargetSession) Proxy.newProxyInstance(
                TargetSession.class.getClassLoader(), new Class<?>[] {TargetSession.class}, (proxy, method, values) -> {
                    if (method.getName().equals("commit")) {
                        atCommit.happens(commits.incrementAndGet(), session::commit);
                        return null;
                    }
                    return call(session, method, values);
                });
    }

    @SuppressWarnings("NullAway")
    private static Object call(Object object, java.lang.reflect.Method method, Object[] values) throws Throwable {
        try {
            return method.invoke(object, values);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
