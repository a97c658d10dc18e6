// syslog-sweep beside what people use today, over the same files: makes the data, sees to it that every competitor
// gives the right answer, then times them in rounds, one after the other, so that a slow minute of the machine hits
// all of them. Prints a table; `--json FILE` keeps the figures. Status 1 when an answer is wrong, 2 on wrong usage.

import { writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { exitCode, UserError } from '../src/errors.ts';
import { missing } from './commands.ts';
import { type Competitor, competitors, ourName } from './competitors.ts';
import { type BenchData, prepareData } from './data.ts';
import { measure, type Result } from './measure.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { checkOurs } from './ours.ts';
import { renderTables } from './table.ts';
import { run } from './timing.ts';

const say = (message: string) => process.stderr.write(`${message}\n`);

async function main(options: BenchOptions): Promise<void> {
  const data = await prepareData({ ...options, codecs: [...new Set(['plain' as const, ...options.only])] }, say);
  const faults = await wrongLineCount(data);
  const results: Result[] = [];
  const memory: Record<string, number> = {};
  for (const codec of options.only) {
    const files = data.files[codec] ?? [];
    const contenders = competitors.filter((competitor) => competitor.codec === codec);
    const ours = await checkOurs(ourselves(contenders), files, data.answer);
    faults.push(...(ours?.faults ?? []).map((fault) => `${ourName}, ${codec}: ${fault}`));
    if (ours?.maxRssBytes !== undefined) memory[codec] = ours.maxRssBytes;
    results.push(...(await measure(contenders, files, data, options.runs, say)));
  }
  faults.push(
    ...results.flatMap((one) => (one.kind === 'failed' ? [`${one.name}, ${one.codec}: ${one.message}`] : [])),
  );
  process.stdout.write(`${heading(options, data)}\n${renderTables(results, data.answer.bytes)}${memoryLines(memory)}`);
  if (options.json !== undefined) writeFileSync(options.json, asJson(options, data, results, memory, faults));
  for (const fault of faults) say(`WRONG: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

/** The tally of lines is checked against a witness of its own. */
async function wrongLineCount({ files, answer }: BenchData): Promise<string[]> {
  if (
    missing([
      { kind: 'command', name: 'wc' },
      { kind: 'command', name: 'sh' },
    ]).length > 0
  )
    return [];
  const { output } = await run(['sh', '-c', 'cat "$@" | wc -l', 'sh', ...(files.plain ?? [])], 'keep');
  return Number(output) === answer.lines ? [] : [`wc -l counts ${output.trim()} lines, the generator ${answer.lines}`];
}

function ourselves(contenders: readonly Competitor[]): Competitor {
  const ours = contenders.find(({ name }) => name === ourName);
  if (ours === undefined) throw new Error(`${ourName} is not among the competitors`);
  return ours;
}

function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${platform()} ${arch()}`,
    node: process.version,
  };
}

function heading(options: BenchOptions, { answer }: BenchData): string {
  const { cpu, cores, platform, node } = machine();
  const keys = Object.keys(answer.counts).length;
  const text = `${options.fileCount} files, ${(answer.bytes / 1e9).toFixed(3)} GB of text, ${answer.lines} lines, ${keys} keys`;
  return `${cpu}, ${cores} cores, ${platform}, Node ${node}\n${text}; medians of ${options.runs} runs, files in the page cache\n`;
}

function memoryLines(memory: Readonly<Record<string, number>>): string {
  return Object.entries(memory)
    .map(([codec, bytes]) => `\nPeak memory of ${ourName} over ${codec}: ${(bytes / 2 ** 20).toFixed(0)} MiB\n`)
    .join('');
}

function asJson(
  options: BenchOptions,
  { seed, answer }: BenchData,
  results: readonly Result[],
  maxRssBytes: Readonly<Record<string, number>>,
  faults: readonly string[],
): string {
  const { bytes, lines, needleLines, counts } = answer;
  const data = { seed, files: options.fileCount, bytes, lines, needleLines, keys: Object.keys(counts).length };
  const kept = {
    schema: 'syslog-sweep/bench@1',
    date: new Date().toISOString(),
    machine: machine(),
    data,
    runs: options.runs,
    results,
    maxRssBytes,
    faults,
  };
  return `${JSON.stringify(kept, null, 2)}\n`;
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  say(error.message);
  process.exitCode = exitCode.noReport;
}
