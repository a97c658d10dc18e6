// Progress on a terminal, on standard error: how much is done, how fast, how long it will take.

import { lazily } from '../lazily.ts';
import { readProgress } from '../progress.ts';
import type { InputFile } from '../types.ts';
import { isTerminal } from './standard-streams.ts';

export interface ProgressBar {
  readonly inputDone: () => void;
  stop(): void;
}

const cliProgress = lazily<typeof import('cli-progress')>('cli-progress');

const refreshMs = 100;

/** `wanted` absent: shown if standard error is a terminal. */
export function openProgressBar(
  inputs: readonly InputFile[],
  progress: SharedArrayBuffer,
  wanted: boolean | undefined,
): ProgressBar {
  let inputsDone = 0;
  const inputDone = () => {
    inputsDone++;
  };
  if (!(wanted ?? isTerminal('stderr'))) return { inputDone, stop() {} };

  const totalBytes = inputs.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  const started = performance.now();
  const bar = new (cliProgress().SingleBar)(
    { format, stream: process.stderr, noTTYOutput: true, hideCursor: true, clearOnComplete: true },
    cliProgress().Presets.shades_classic,
  );
  const figures = () => {
    const { storedBytes, scannedBytes, lines } = readProgress(progress);
    const seconds = (performance.now() - started) / 1000;
    return {
      done: storedBytes,
      payload: {
        stored: gigabytes(storedBytes),
        of: gigabytes(totalBytes),
        speed: (scannedBytes / 1e9 / Math.max(seconds, 0.001)).toFixed(2),
        inputs: `${inputsDone}/${inputs.length}`,
        lines: lines.toLocaleString('en'),
      },
    };
  };
  const update = () => {
    const { done, payload } = figures();
    bar.update(Math.min(done, totalBytes), payload);
  };
  bar.start(totalBytes, 0, figures().payload);
  const timer = setInterval(update, refreshMs);
  return {
    inputDone,
    stop() {
      clearInterval(timer);
      update();
      bar.stop();
    },
  };
}

const format =
  '{bar} {percentage}% | {stored}/{of} GB | {speed} GB/s of text | {eta_formatted} left | {inputs} inputs | {lines} lines';

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(2);
}
