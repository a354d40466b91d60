/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.realmferry.archive.FileSet;

/**
 * Files that can't lie beside each other: the target's file system takes their paths for the same, or one's path is a
 * folder of the other's. The first one by path is written, the others are not.
 */
final class CollidingPaths {
    private record Name(FileSet set, String folded) {}

    private final Map<Name, String> paths = new HashMap<>();
    private final Set<Name> folders = new HashSet<>();
    private final UnaryOperator<String> fold;

    private CollidingPaths(UnaryOperator<String> fold) {
        this.fold = fold;
    }

    /**
     * Those that are not to be written, each with the path that is in its way.
     *
     * @param fold gives the same for two paths that the target takes for the same
     */
    static Map<FileTask, String> of(List<FileTask> tasks, UnaryOperator<String> fold) {
        CollidingPaths taken = new CollidingPaths(fold);
        Map<FileTask, String> colliding = new HashMap<>();
        List<FileTask> inOrder = new ArrayList<>(tasks);
        inOrder.sort(Comparator.comparing((FileTask task) -> task.record().path()));
        for (FileTask task : inOrder) {
            String other = taken.take(task.set(), task.record().path());
            if (!other.isEmpty()) {
                colliding.put(task, other);
            }
        }
        return colliding;
    }

    /** Empty where the path is free, or the same file's. */
    private String take(FileSet set, String path) {
        List<Name> parents = parents(set, fold.apply(path));
        for (Name parent : parents) {
            if (paths.containsKey(parent)) {
                return paths.getOrDefault(parent, "");
            }
        }
        Name name = new Name(set, fold.apply(path));
        if (folders.contains(name)) {
            return path + "/";
        }
        String first = paths.putIfAbsent(name, path);
        if (first != null && !first.equals(path)) {
            return first;
        }
        folders.addAll(parents);
        return "";
    }

    private static List<Name> parents(FileSet set, String path) {
        List<Name> parents = new ArrayList<>();
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            parents.add(new Name(set, path.substring(0, slash)));
        }
        return parents;
    }
}
