// Signals: the run is called off, temporary files go (they are removed when the process leaves), and the exit code
// says which signal it was.

import { exitCode } from '../errors.ts';

export interface SignalWatch {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  exitCode(): number;
  stop(): void;
}

const exitCodes = { SIGHUP: exitCode.hungUp, SIGINT: exitCode.interrupted, SIGTERM: exitCode.terminated } as const;
type Watched = keyof typeof exitCodes;
const watched = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const satisfies readonly Watched[];

/** How long threads may take to notice before the process leaves without them: one may wait for a pipe for ever. */
const patienceMs = 500;

export function watchSignals(): SignalWatch {
  const abort = new AbortController();
  let received: Watched = 'SIGINT';
  const onSignal = (signal: Watched) => {
    if (abort.signal.aborted) return leave(signal);
    received = signal;
    abort.abort(new Error(`interrupted by ${signal}`));
    console.error(`syslog-sweep: interrupted by ${signal}; no report`);
    setTimeout(() => leave(signal), patienceMs).unref();
  };
  /** As the signal itself would have ended it. */
  const leave = (signal: Watched) => {
    stop();
    process.emit('exit', exitCodes[signal]);
    process.kill(process.pid, signal);
  };
  const stop = () => {
    for (const signal of watched) process.off(signal, onSignal);
  };
  for (const signal of watched) process.on(signal, onSignal);
  return { signal: abort.signal, exitCode: () => exitCodes[received], stop };
}
