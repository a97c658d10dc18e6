// All rules of the pack `clowns` in one pass over plain archives: beside one rule over bytes, and beside the diary's
// pipeline run once for every rule. What is found is held against witnesses before anything is timed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missing } from './commands.ts';
import { question, sweepCommand } from './competitors.ts';
import { leftOut, nothingFound, type PackQuestion, packCommand, packJobs, packQuestions } from './pack-questions.ts';
import { cutHeads, expectedByHand, expectedByMawk, type PackReport, packFaults } from './pack-witness.ts';
import { diaryScript, type PipelineOrder, pipelineCommands } from './pipeline.ts';
import { run, summarize, type Times } from './timing.ts';
import { type Entrant, takeTurns } from './turns.ts';

export interface PackFigures {
  readonly rules: number;
  readonly jobs: number;
  readonly pack: Times;
  readonly byteRule: Times;
  /** Absent where a command of the pipeline is. */
  readonly pipelines?: readonly PipelineFigures[];
}

/** One order of the pipeline, for every question of the pack. */
export interface PipelineFigures {
  readonly order: PipelineOrder;
  readonly questions: readonly { readonly needles: readonly string[]; readonly rules: number; readonly times: Times }[];
}

/** So much of each file goes to the witness that takes its time. */
const headBytes = 2_000_000;
const orders: readonly PipelineOrder[] = ['excludes first', 'needle first'];
const byteRuleCommand = [...sweepCommand, ...question, '--jobs', String(packJobs)];

export interface PackCheck {
  /** What is wrong, in a few words each. */
  readonly faults: readonly string[];
  /** The pack's rules, by id. */
  readonly ruleIds: readonly string[];
}

/** Holds the pack's answer over these files, which have so many lines, against the witnesses. */
export async function checkPack(files: readonly string[], lines: number): Promise<PackCheck> {
  const folder = mkdtempSync(join(tmpdir(), 'syslog-sweep-bench-'));
  try {
    const heads = cutHeads(files, folder, headBytes);
    const byHand = expectedByHand(heads);
    const small = await sweepWithPack(heads);
    const large = await sweepWithPack(files);
    const byMawk = await expectedByMawk(files);
    const ruleIds = large.rules.map(({ id }) => id);
    const faults = [
      ...ruleIds.filter((id) => !byHand.rules.has(id)).map((id) => `no witness knows the rule ${id}`),
      ...linesFaults(small, byHand.lines, byHand.undecodedLines),
      ...packFaults(small, byHand.rules, leftOut).map((fault) => `the first lines, ${fault}`),
      ...linesFaults(large, lines, 0),
      ...(byMawk === undefined ? [] : packFaults(large, byMawk, leftOut)),
    ];
    return { faults, ruleIds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** To be called after a check: what is timed here is not looked at. */
export async function timePack(
  files: readonly string[],
  ruleIds: readonly string[],
  runs: number,
  say: (message: string) => void,
): Promise<PackFigures> {
  const questions = shareOut(ruleIds);
  const isThere = missing(['sh', ...pipelineCommands].map((name) => ({ kind: 'command', name }))).length === 0;
  const pipelines = isThere ? orders.flatMap((order) => questions.map((one) => ({ ...one, order }))) : [];
  const entrants: readonly Entrant[] = [
    { name: 'the pack', command: [...packCommand, '--print', 'csv', ...files] },
    { name: 'one byte rule', command: [...byteRuleCommand, ...files] },
    ...pipelines.map(({ asked, order }) => ({
      name: `the pipeline for ${asked.needles.join(', ')}, ${order}`,
      command: ['sh', '-c', diaryScript(asked, order), 'sh', ...files],
    })),
  ];
  const seconds = await takeTurns(entrants, runs, (round) => say(`pack: ${round}`));
  const [pack, byteRule, ...others] = seconds.map(summarize);
  if (pack === undefined || byteRule === undefined) throw new Error('the pack was not timed');
  return {
    ...{ rules: ruleIds.length, jobs: packJobs, pack, byteRule },
    ...(isThere && {
      pipelines: orders.map((order) => ({
        order,
        questions: pipelines.flatMap((one, index) => {
          const times = others[index];
          if (one.order !== order || times === undefined) return [];
          return [{ needles: one.asked.needles, rules: one.rules, times }];
        }),
      })),
    }),
  };
}

/** Seconds of the pipeline run once for every rule: medians, each times the rules that it stands for. */
export function onceARule({ questions }: PipelineFigures): number {
  return questions.reduce((sum, { rules, times }) => sum + rules * times.median, 0);
}

/** How many rules each question stands for; the one that finds nothing for all that no question names. */
export function shareOut(ids: readonly string[]): readonly { readonly asked: PackQuestion; readonly rules: number }[] {
  const named = packQuestions.map((asked) => ({
    asked,
    rules: [...asked.rules, ...asked.stricterRules].filter((id) => ids.includes(id)).length,
  }));
  const rest = ids.length - named.reduce((sum, { rules }) => sum + rules, 0);
  return [...named, { asked: nothingFound, rules: rest }];
}

async function sweepWithPack(files: readonly string[]): Promise<PackReport> {
  const { status, output, errors } = await run([...packCommand, '--print', 'json', ...files], 'keep');
  if (status !== 0) throw new Error(`the pack ended with status ${status}: ${errors.trim()}`);
  return JSON.parse(output) as PackReport; // of our own making; the fields are compared one by one
}

function linesFaults({ coverage }: PackReport, lines: number, undecodedLines: number): string[] {
  const { lines: found, undecodedLines: unknown = 0 } = coverage;
  return [
    ...(found === lines ? [] : [`the pack's report tells of ${found} lines instead of ${lines}`]),
    ...(unknown === undecodedLines ? [] : [`no format knows ${unknown} lines instead of ${undecodedLines}`]),
  ];
}
