// What is timed for CI, as data: sweeps that take a person's whole way, each with the reference that hangs on the same
// parts of the machine, and a check of its answer. Only ratios leave this room.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrongCounts } from '../answer.ts';
import { projectFolder } from '../commands.ts';
import { competitors, ourName, question, sweepCommand } from '../competitors.ts';
import type { ArchiveCodec } from '../compress.ts';
import type { BenchData } from '../data.ts';
import { checkOurs } from '../ours.ts';
import { checkPack } from '../pack.ts';
import { packCommand, packJobs } from '../pack-questions.ts';
import { run } from '../timing.ts';
import type { Entrant } from '../turns.ts';

/** Raised with every change of a reference, here or in reference.ts. */
export const referenceVersion = 1;

export interface Workload {
  readonly name: string;
  readonly command: readonly string[];
  /** The name of its reference. */
  readonly reference: string;
  /** What is wrong with its answer, in a few words each. */
  readonly check: () => Promise<readonly string[]>;
}

/** A start for what is mostly start, reading for plain text, inflating for what is decompressed. */
export function references({ files }: BenchData): readonly Entrant[] {
  const program = join(projectFolder, 'dist/bench/ci/reference.js');
  return [
    { name: 'start', command: [process.execPath, '-e', '0'] },
    { name: 'read', command: [process.execPath, program, 'read', ...(files.plain ?? [])] },
    { name: 'inflate', command: [process.execPath, program, 'inflate', ...(files.gzip ?? [])] },
  ];
}

/** What is wrong with the references' own answers. */
export async function checkReferences(data: BenchData): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { name, command } of references(data).filter((one) => one.name !== 'start')) {
    const { output } = await run(command, 'keep');
    if (output !== `${data.answer.lines}\n`) faults.push(`the reference ${name} counts ${output.trim()} lines`);
  }
  return faults;
}

export function workloads(data: BenchData): readonly Workload[] {
  const { files } = data;
  return [
    smallSweep(),
    overCodec('plain', 'read', data),
    overCodec('gzip', 'inflate', data),
    overCodec('zstd', 'inflate', data),
    {
      name: 'the pack over plain text',
      command: [...packCommand, '--print', 'csv', ...(files.plain ?? [])],
      reference: 'read',
      check: async () => (await checkPack(files.plain ?? [], data.answer.lines)).faults,
    },
    manyKeys(files.plain ?? []),
  ];
}

/** The sample archive of the diary: some hundred kilobytes, so nearly all of it is the start. */
function smallSweep(): Workload {
  const samples = join(projectFolder, 'samples/diary');
  const command = [...sweepCommand, ...question, join(samples, 'archive')];
  return {
    name: 'a small sweep',
    command,
    reference: 'start',
    check: async () => {
      const { output } = await run(command, 'keep');
      return output === readFileSync(join(samples, 'expected/pipeline.uniq'), 'latin1')
        ? []
        : ['not the ranking that the pipeline prints'];
    },
  };
}

function overCodec(codec: ArchiveCodec, reference: string, { files, answer }: BenchData): Workload {
  const ours = competitors.find((one) => one.codec === codec && one.name === ourName);
  if (ours === undefined) throw new Error(`${ourName} is not among the competitors`);
  const command = [...ours.command, '--jobs', String(packJobs)];
  const archive = files[codec] ?? [];
  return {
    name: `the diary's question over ${codec}`,
    command: [...command, ...archive],
    reference,
    check: async () => (await checkOurs({ ...ours, command }, archive, answer))?.faults ?? [`${ourName} is not built`],
  };
}

/** Nearly every second line has a connection number, and each number stands in few lines. */
function manyKeys(files: readonly string[]): Workload {
  const options = ['-e', 'connection ', '-k', 'connection {int} for', '--jobs', String(packJobs), '--print', 'uniq'];
  const command = [...sweepCommand, ...options, ...files];
  return {
    name: 'many keys over plain text',
    command,
    reference: 'read',
    check: async () => {
      const { output } = await run(command, 'keep');
      const wrong = wrongCounts(output, { bytes: 0, lines: 0, needleLines: 0, counts: countConnections(files) });
      return wrong === undefined ? [] : [wrong];
    },
  };
}

function countConnections(files: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const file of files) {
    for (const [, number = ''] of readFileSync(file, 'latin1').matchAll(/connection (\d+) for/g)) {
      counts[number] = (counts[number] ?? 0) + 1;
    }
  }
  return counts;
}
