/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Random;

/**
 * As {@link SampleService}, for benchmarks of files: a small server whose realm acme has many uploaded files, all of them
 * in an S3 whose objects lie in a folder.
 */
public final class FileService {
    private static final long SEED = 1;
    private static final String ATTACH = """
            WITH one AS (SELECT m.realm_id, m.sender_id, m.id FROM zulip.zerver_message m
                JOIN zulip.zerver_realm r ON r.id = m.realm_id WHERE r.string_id = 'acme' ORDER BY m.id LIMIT 1),
            file AS (INSERT INTO zulip.zerver_attachment
                (id, file_name, path_id, create_time, size, content_type, is_realm_public, is_web_public, owner_id, realm_id)
                SELECT (SELECT max(id) + 1 FROM zulip.zerver_attachment), ?, one.realm_id || ?, now(), ?,
                    'application/octet-stream', true, false, one.sender_id, one.realm_id FROM one
                RETURNING id, path_id, owner_id, realm_id),
            link AS (INSERT INTO zulip.zerver_attachment_messages (id, attachment_id, message_id)
                SELECT (SELECT max(id) + 1 FROM zulip.zerver_attachment_messages), file.id, one.id FROM file, one)
            SELECT path_id, owner_id, realm_id FROM file""";

    private final S3Server s3;
    private final PreparedStatement attach;
    private final Path content;
    private final Random random = new Random(SEED);

    private FileService(S3Server s3, PreparedStatement attach, Path content) {
        this.s3 = s3;
        this.attach = attach;
        this.content = content;
    }

    /** Takes an empty folder, and for each size of files how many, and how many bytes each has. */
    public static void main(String[] args) throws IOException, SQLException {
        Path folder = Path.of(args[0]);
        Path uploads = Files.createDirectories(folder.resolve("uploads"));
        try (EmbeddedServer server = EmbeddedServer.start();
                S3Server s3 = S3Server.startIn(Files.createDirectories(folder.resolve("objects")))) {
            server.createDatabase("zulip");
            try (Connection connection = server.connect("zulip");
                    PreparedStatement attach = connection.prepareStatement(ATTACH)) {
                SampleServer.create(connection, uploads, SampleSize.tiny(), SEED);
                FileService service = new FileService(s3, attach, folder.resolve("content"));
                service.move(uploads);
                for (int i = 1; i < args.length; i += 2) {
                    service.put(Integer.parseInt(args[i]), Long.parseLong(args[i + 1]));
                }
            }
            PrintStream out = System.out;
            out.println("database=" + server.uri("zulip"));
            out.println("salt=" + Files.writeString(folder.resolve("salt"), SampleServer.AVATAR_SALT));
            out.println("endpoint=" + s3.endpoint());
            out.println("uploads_bucket=" + S3Server.UPLOADS);
            out.println("avatars_bucket=" + S3Server.AVATARS);
            out.println("key=" + S3Server.key());
            out.println("secret=" + S3Server.secret());
            out.println("ready=yes");
            out.flush();
            while (System.in.read() >= 0) {
                // whoever started this closes its input when it is done
            }
        }
    }

    /** The sample's own files. */
    private void move(Path uploads) throws IOException {
        for (Path file : Folders.files(uploads)) {
            String key = uploads.relativize(file).toString();
            boolean attachment = key.startsWith("files/");
            String bucket = attachment ? S3Server.UPLOADS : S3Server.AVATARS;
            s3.put(bucket, key.substring(key.indexOf('/') + 1), file, Map.of());
        }
    }

    private void put(int count, long bytes) throws IOException, SQLException {
        for (int i = 0; i < count; i++) {
            fill(bytes);
            String name = "file-" + i;
            attach.setString(1, name);
            attach.setString(2, "/bench-" + bytes + "-" + Long.toHexString(random.nextLong()) + "/" + name);
            attach.setLong(3, bytes);
            try (var row = attach.executeQuery()) {
                row.next();
                Map<String, String> metadata =
                        Map.of("user_profile_id", row.getString(2), "realm_id", row.getString(3));
                s3.put(S3Server.UPLOADS, row.getString(1), content, metadata);
            }
        }
    }

    private void fill(long bytes) throws IOException {
        byte[] block = new byte[(int) Math.min(bytes, 1 << 20)];
        try (FileChannel channel = FileChannel.open(
                content, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (long left = bytes; left > 0; left -= block.length) {
                random.nextBytes(block);
                channel.write(ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length)));
            }
        }
    }
}
