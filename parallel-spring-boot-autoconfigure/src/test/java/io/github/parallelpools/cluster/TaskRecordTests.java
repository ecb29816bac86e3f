package io.github.parallelpools.cluster;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.task.TaskProgress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TaskRecordTests {

	private static final TaskRecord.End END = new TaskRecord.End(7, new byte[] { 1, 2 });

	@Test
	void whatIsWrittenIsRead() {
		TaskRecord record = new TaskRecord(5, END,
				new TaskRecord.Run(8, "node", "name", 2, 99, true, new TaskProgress(0.5, "half")),
				new TaskRecord.Wish(1, TaskOrder.PAUSE, "alice"));
		assertThat(TaskRecord.read(5, record.write())).usingRecursiveComparison().isEqualTo(record);
	}

	@Test
	void aRecordOfTheFirstLayoutIsRead() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(1);
			out.writeBoolean(true);
			out.writeLong(8);
			out.writeUTF("node");
			out.writeUTF("name");
			out.writeInt(2);
			out.writeLong(99);
			out.writeBoolean(false);
			out.writeInt(1);
			out.writeUTF("PAUSE");
			out.writeLong(7);
			out.write(END.outcome());
		}
		assertThat(TaskRecord.read(5, bytes.toByteArray())).usingRecursiveComparison()
			.isEqualTo(new TaskRecord(5, END, new TaskRecord.Run(8, "node", "name", 2, 99, false, null),
					new TaskRecord.Wish(1, TaskOrder.PAUSE, "")));
	}

	@Test
	void aRecordOfANewerReleaseIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TaskRecord.read(5, new byte[] { 3, 0 }));
	}

}
