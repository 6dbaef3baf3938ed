import { cpus } from "node:os";
import { accountKinds, accountRun } from "./accounts.ts";
import { freshMysql, freshSqlite, isMysqlThere } from "./databases.ts";
import { inboundRun, medianInbound } from "./inbound.ts";
import { inboxList } from "./inbox-list.ts";
import { latencyRun } from "./latency.ts";
import { startRun } from "./start.ts";
import { paintRun } from "./paint.ts";
import { median } from "./statistics.ts";

// What the hub does in a second, beside what the bare database does and what a naive hub does, in the same run. Medians
// of BENCH_RUNS (5) runs. Nothing here fails on a figure: machines differ, the ratios are for people to read.

const runs = Number(process.env["BENCH_RUNS"] ?? 5);
const listSize = Number(process.env["BENCH_CONVERSATIONS"] ?? 1_000_000);
const paintSize = {
  conversations: Number(process.env["BENCH_LISTED"] ?? 100_000),
  messages: Number(process.env["BENCH_MESSAGES"] ?? 10_000),
};
const only = process.argv[2];
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const times = async <T>(work: () => Promise<T>): Promise<T[]> => {
  const results: T[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await work());
  return results;
};
const wants = (part: string): boolean => only === undefined || only === part;

say(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}; medians of ${runs} runs`,
);
const databases = { SQLite: freshSqlite, ...((await isMysqlThere()) && { MariaDB: freshMysql }) };
for (const [name, fresh] of Object.entries(databases)) {
  say(`\n${name}`);
  for (const senders of wants("inbound") ? ([1, 32] as const) : []) {
    const figures = medianInbound(await times(() => inboundRun(fresh, senders)));
    const { hub, floor, naive } = figures;
    say(`  inbound messages per second, webhook to commit, ${senders} sender(s)`);
    say(
      `    hub ${hub.perSecond.toFixed(0)}   floor ${floor.toFixed(0)} (batches of ${figures.floorBatch})   naive hub ${naive.toFixed(0)}`,
    );
    say(
      `    ${(hub.perSecond / floor).toFixed(2)} of the floor, ${(hub.perSecond / naive).toFixed(2)} × the naive hub; acknowledged in ` +
        `${hub.p50.toFixed(2)} ms (p50), ${hub.p99.toFixed(2)} ms (p99); ${figures.residentMb.toFixed(0)} MB after it`,
    );
  }
  if (wants("latency")) {
    const figures = await times(() => latencyRun(fresh));
    const of = (pick: (figure: (typeof figures)[number]) => number): string =>
      median(figures.map(pick)).toFixed(1);
    say(
      `  reply to platform ${of((f) => f.replyToPlatform.p50)} ms (p50), ${of((f) => f.replyToPlatform.p99)} ms (p99)`,
    );
    say(
      `  commit to agent's stream ${of((f) => f.commitToStream.p50)} ms (p50), ${of((f) => f.commitToStream.p99)} ms (p99)`,
    );
    say(`  resident memory, one channel connected: ${of((f) => f.idleMb)} MB`);
  }
  if (wants("start")) {
    const figures = await times(() => startRun(fresh));
    const ready = median(figures.map((figure) => figure.readyMs));
    const resident = median(figures.map((figure) => figure.residentMb));
    say(`  start to ready ${ready.toFixed(0)} ms; resident memory then ${resident.toFixed(0)} MB`);
  }
  if (wants("list")) {
    const database = await fresh();
    const { rows, conversations } = await inboxList(database, listSize);
    await database.drop();
    say(`  inbox, a page of 50 out of ${conversations} conversations`);
    for (const row of rows)
      say(`    ${row.ms.toFixed(2).padStart(7)} ms  ${row.page}: ${row.plan}`);
  }
  if (wants("paint")) {
    const figures = await paintRun(fresh, paintSize);
    if (figures === undefined) {
      say("  skipped: the pages, because no Chromium was found (SWITCHBOARD_TEST_CHROMIUM)");
      continue;
    }
    const { painted, floor, listed } = figures;
    say(
      `  an agent's page, ${paintSize.conversations} conversations, ${paintSize.messages} messages in the open one`,
    );
    say(
      `    commit to painted in the thread ${painted.p50.toFixed(0)} ms (p50), ${painted.p99.toFixed(0)} ms (p99); ` +
        `in the list ${listed.p50.toFixed(0)} ms (p50), ${listed.p99.toFixed(0)} ms (p99); ` +
        `floor, a bare page on a bare stream, ${floor.p50.toFixed(0)} ms (p50), ${floor.p99.toFixed(0)} ms (p99)`,
    );
    say(
      `    scrolling: thread ${figures.threadFrames.toFixed(0)} frames a second, ${figures.threadLines} lines in the document; ` +
        `list ${figures.listFrames.toFixed(0)}, ${figures.listRows} rows`,
    );
  }
}

for (const kind of wants("accounts") ? accountKinds : []) {
  const figures = await times(() => accountRun(freshSqlite, kind));
  const of = (pick: (figure: (typeof figures)[number]) => number): string =>
    median(figures.map(pick)).toFixed(0);
  say(`\n${kind.name}`);
  say(
    `  start to QR code ${of((f) => f.startToCodeMs)} ms, scan to ready ${of((f) => f.scanToReadyMs)} ms`,
  );
  say(
    `  customer to agent ${of((f) => f.inMs)} ms, reply to platform ${of((f) => f.outMs)} ms (medians)`,
  );
  say(
    `  its processes ${of((f) => f.sessionMb)} MB; the hub's own ${of((f) => f.hubMb[0])} MB without, ${of((f) => f.hubMb[1])} MB with it`,
  );
}
