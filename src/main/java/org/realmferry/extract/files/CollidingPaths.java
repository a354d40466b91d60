/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.disk.Cursor;
import org.realmferry.archive.disk.DiskSort;
import org.roaringbitmap.longlong.Roaring64Bitmap;

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
     * Those that are not to be written, each with the path that is in its way, of so many that memory holds a number of
     * each only. Most have nothing in common with any other, and can't be in the way.
     */
    static Map<FileTask, String> of(DiskSort<FileTask> tasks, UnaryOperator<String> fold) {
        long[] paths = new long[Math.toIntExact(tasks.count())];
        int[] n = new int[1];
        each(tasks, task -> paths[n[0]++] = numbers(task, fold)[0]);
        Arrays.sort(paths);
        Roaring64Bitmap doubtful = new Roaring64Bitmap();
        for (int i = 1; i < paths.length; i++) {
            if (paths[i] == paths[i - 1]) {
                doubtful.addLong(paths[i]);
            }
        }
        each(tasks, task -> {
            long[] numbers = numbers(task, fold);
            for (int i = 1; i < numbers.length; i++) {
                if (Arrays.binarySearch(paths, numbers[i]) >= 0) {
                    doubtful.addLong(numbers[0]);
                    doubtful.addLong(numbers[i]);
                }
            }
        });
        List<FileTask> colliding = new ArrayList<>();
        each(tasks, task -> {
            if (doubtful.contains(numbers(task, fold)[0])) {
                colliding.add(task);
            }
        });
        return of(colliding, fold);
    }

    private static void each(DiskSort<FileTask> tasks, Consumer<FileTask> action) {
        try (Cursor<FileTask> all = tasks.open()) {
            for (FileTask task = all.next(); task != null; task = all.next()) {
                action.accept(task);
            }
        }
    }

    /** A number for the path, then one for each folder above it: the same for what the target takes for the same. */
    private static long[] numbers(FileTask task, UnaryOperator<String> fold) {
        String path = fold.apply(task.record().path());
        long[] numbers = new long[(int) path.chars().filter(c -> c == '/').count() + 1];
        int n = 1;
        long number = 0xcbf29ce484222325L + task.set().folder().hashCode();
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '/') {
                numbers[n++] = number;
            }
            number = (number ^ path.charAt(i)) * 0x100000001b3L;
        }
        numbers[0] = number;
        return numbers;
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
