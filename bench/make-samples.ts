// Writes `samples/`: the archives, and with `--expected` the reports that the built command gives for them. A compressed
// file that already holds the right text stays as it is, since compressors of different releases write different bytes.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFolder } from './commands.ts';
import { runMonth } from './month-run.ts';
import {
  type ExpectedReport,
  expectedReports,
  holdsText,
  monthJob,
  type Sample,
  samples,
  storedForm,
  witnesses,
} from './samples.ts';
import { run } from './timing.ts';

const samplesFolder = join(projectFolder, 'samples');
const main = join(projectFolder, 'dist/bundled/syslog-sweep.cjs');

for (const sample of samples) writeSample(sample);
if (process.argv.includes('--expected')) {
  for (const report of expectedReports) await writeExpected(report);
  await writeMonth();
}

function writeSample(sample: Sample): void {
  const path = join(samplesFolder, sample.path);
  if (existsSync(path) && holdsText(readFileSync(path), sample)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, storedForm(sample));
  process.stderr.write(`wrote samples/${sample.path}\n`);
}

async function writeExpected({ folder, file, options, status, stream }: ExpectedReport): Promise<void> {
  const name = `${folder}/${file}`;
  const ended = await run([process.execPath, main, ...options], 'keep', join(samplesFolder, folder));
  if (ended.status !== status)
    throw new Error(`status ${ended.status} instead of ${status} for ${name}: ${ended.errors}`);
  // `run` reads bytes as Latin-1.
  const bytes = Buffer.from(ended[stream], 'latin1');
  const path = join(samplesFolder, name);
  if (!witnesses.includes(name)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  } else if (!readFileSync(path).equals(bytes)) {
    throw new Error(`the GNU pipeline printed something else than samples/${name}`);
  }
}

async function writeMonth(): Promise<void> {
  const ended = await runMonth(main, samplesFolder);
  if (ended.status !== monthJob.status) throw new Error(`status ${ended.status}: ${ended.errors}`);
  for (const [name, bytes] of ended.files) {
    const path = join(samplesFolder, monthJob.folder, 'expected', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}
