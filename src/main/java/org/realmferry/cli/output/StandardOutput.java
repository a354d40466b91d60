/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard output, which knows a reader who has seen enough ({@code | head}) from a disk that is full. */
public final class StandardOutput extends FileOutputStream {
    private static final Path LINK = Path.of("/proc/self/fd/1");

    private volatile boolean left;

    public StandardOutput() {
        super(FileDescriptor.out);
    }

    /** Whether its reader closed it. */
    public boolean isLeft() {
        return left;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            super.write(bytes, from, length);
        } catch (IOException e) {
            left |= isPipe(e);
            throw e;
        }
    }

    /** Nothing but a closed end keeps anybody from writing to a pipe; the message may be in any language. */
    private static boolean isPipe(IOException e) {
        if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
            return true;
        }
        try {
            return Files.readSymbolicLink(LINK).toString().matches("(pipe|socket):.*");
        } catch (IOException unknown) {
            return false;
        }
    }
}
